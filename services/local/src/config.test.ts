import { readFile } from 'node:fs/promises';
import { parseConfig } from '@books/service-kit/config';
import { expect, test } from 'vitest';
import { LocalConfig } from './config.ts';

test('is described in the README, setting by setting', async () => {
  const readme = await readFile(new URL('../../../README.md', import.meta.url), 'utf8');
  const section = readme.split('## Settings of `npm start`')[1]?.split('\n## ')[0] ?? '';
  const described = [...section.matchAll(/^\| `([A-Z_]+)`/gm)].map(([, name]) => name);
  expect(new Set(described)).toEqual(new Set(Object.keys(LocalConfig.shape)));
});

test('needs no setting at all', () => {
  expect(parseConfig(LocalConfig, {})).toMatchObject({
    PORT: 8080,
    OPS_PORT: 9100,
    DATA_DIR: '.data',
  });
});
