import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { LoadOptions } from '../load-options.ts';

const SCRIPT = join(import.meta.dirname, '../../k6/main.ts');
/** k6 ends with it when a threshold was broken. */
const BROKEN_THRESHOLDS = 99;

type K6Run = { readonly options: LoadOptions; readonly target: string; readonly out: string };

/**
 * Lets k6 play, which writes `summary.json` and, unless the run was too short for one, `report.html`.
 *
 * @returns 0, also when a threshold was broken, or what k6 ended with
 */
export async function runK6(k6: string, { options, target, out }: K6Run): Promise<number> {
  rmSync(join(out, 'report.html'), { force: true });
  const child = spawn(k6, ['run', '--quiet', '--no-usage-report', SCRIPT], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: {
      ...process.env,
      TARGET: target,
      OPTIONS: JSON.stringify(options),
      RUN_ID: Date.now().toString(36),
      SUMMARY: resolve(out, 'summary.json'),
      K6_WEB_DASHBOARD: 'true',
      K6_WEB_DASHBOARD_PORT: '-1',
      K6_WEB_DASHBOARD_EXPORT: resolve(out, 'report.html'),
    },
  });
  // k6 ends in order by itself, being in the same group.
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => child.kill());
  process.once('disconnect', () => child.kill());
  const status = await new Promise<number>((done, fail) => {
    child.once('error', fail);
    child.once('close', (code) => done(code ?? 1));
  });
  return status === BROKEN_THRESHOLDS ? 0 : status;
}
