// npm run loadtest: readers against a running instance, every answer checked.

import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { buildTool } from '@books/cdk8s/tools/build-tool';
import { parseLoadtestArguments, USAGE, type LoadtestArguments } from './arguments.ts';
import { findK6, NoK6Error } from './find-k6.ts';
import { optionsOf } from './scenarios.ts';
import { readSummary, summaryText } from './summary.ts';

const SCRIPTS = join(import.meta.dirname, '../k6');
/** k6 ends with it when a threshold was broken. */
const BROKEN_THRESHOLDS = 99;

const say = (text: string) => void process.stderr.write(text);

/** @returns the exit code */
async function run(words: readonly string[]): Promise<number> {
  const request = parseLoadtestArguments(words);
  if (request.kind === 'help') {
    process.stdout.write(USAGE);
    return 0;
  }
  if (request.kind === 'fault') {
    say(`${request.message}; --help shows what there is\n`);
    return 2;
  }
  const { target, out } = request.arguments;
  const response = await fetch(new URL('/healthz', target)).catch(() => undefined);
  if (!response?.ok) {
    say(`nobody answers at ${target}: start one with npm run stack, or name it with --target\n`);
    return 1;
  }
  const k6 = await findK6(process.env, () => buildTool('k6', { say: (line) => say(`${line}\n`) }));
  mkdirSync(out, { recursive: true });
  rmSync(join(out, 'report.html'), { force: true });
  const status = await runK6(k6, request.arguments);
  if (status !== 0 && status !== BROKEN_THRESHOLDS) return status;
  process.stdout.write(summaryText(readSummary(readFileSync(join(out, 'summary.json'), 'utf8'))));
  // k6 makes no report of a run that was too short for one.
  const report = join(out, 'report.html');
  if (existsSync(report)) process.stdout.write(`${report}\n`);
  return status === 0 ? 0 : 1;
}

async function runK6(
  k6: string,
  { scenario, target, seconds, rate, out }: LoadtestArguments,
): Promise<number> {
  const options = optionsOf(scenario, {
    ...(seconds !== undefined && { seconds }),
    ...(rate !== undefined && { rate }),
  });
  const child = spawn(k6, ['run', '--quiet', '--no-usage-report', join(SCRIPTS, 'main.ts')], {
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
  return new Promise((done, fail) => {
    child.once('error', fail);
    child.once('close', (status) => done(status ?? 1));
  });
}

run(process.argv.slice(2)).then(
  (status) => process.exit(status),
  (error: unknown) => {
    const isForPeople = error instanceof NoK6Error;
    say(`${isForPeople ? error.message : error instanceof Error ? error.stack : String(error)}\n`);
    process.exit(1);
  },
);
