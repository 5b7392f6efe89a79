import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

test('does not start in prod without authentication, and says why', { timeout: 60_000 }, () => {
  const main = fileURLToPath(new URL('./main.ts', import.meta.url));
  const { status, stderr } = spawnSync(process.execPath, [main], {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], ENVIRONMENT: 'prod', AUTH_MODE: 'off' },
  });
  expect(status).toBe(1);
  expect(stderr).toContain('must be jwt in prod: off lets every caller act for every reader');
  expect(stderr).toContain('READER_KEY');
});
