// npm run loadtest: readers against a running instance, every answer checked.

import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildTool } from '@books/cdk8s/tools/build-tool';
import { parseLoadtestArguments, USAGE, type Engine, type LoadtestArguments } from './arguments.ts';
import { buildK6, findK6, NoK6Error } from './k6/find-k6.ts';
import { runK6 } from './k6/run-k6.ts';
import { runOnNode } from './node/run-node.ts';
import { howToStart, writeJob } from './in-cluster/write-job.ts';
import { optionsOf } from './scenarios.ts';
import { isGood, readSummary, summaryText } from './summary.ts';

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
  const { target, out, engine, inCluster } = request.arguments;
  if (inCluster !== undefined) {
    const file = await writeJob(request.arguments, inCluster);
    process.stdout.write(howToStart(file, inCluster));
    return 0;
  }
  const response = await fetch(new URL('/healthz', target)).catch(() => undefined);
  if (!response?.ok) {
    say(`nobody answers at ${target}: start one with npm run stack, or name it with --target\n`);
    return 1;
  }
  mkdirSync(out, { recursive: true });
  const status = await play(await chooseK6(engine), request.arguments);
  const summaryFile = join(out, 'summary.json');
  if (status !== 0 && status !== INTERRUPTED) return status;
  const summary = readSummary(readFileSync(summaryFile, 'utf8'));
  process.stdout.write(summaryText(summary));
  // k6 makes no report of a run that was too short for one.
  const report = join(out, 'report.html');
  process.stdout.write(`${summaryFile}\n${existsSync(report) ? `${report}\n` : ''}`);
  if (status === INTERRUPTED) say('interrupted: the figures are of a part of the run\n');
  return status === 0 && !isGood(summary) ? 1 : status;
}

const INTERRUPTED = 130;

/** @returns the k6 to run, `undefined` for the Node engine */
async function chooseK6(engine: Engine): Promise<string | undefined> {
  const found = engine === 'node' ? undefined : findK6(process.env);
  if (found !== undefined || engine !== 'k6') return found;
  return buildK6(() => buildTool('k6', { say: (line) => say(`${line}\n`) }));
}

function play(
  k6: string | undefined,
  { scenario, target, seconds, rate, out, engine }: LoadtestArguments,
): Promise<number> {
  const options = optionsOf(scenario, {
    ...(seconds !== undefined && { seconds }),
    ...(rate !== undefined && { rate }),
  });
  if (k6 !== undefined) {
    say(`${scenario} on k6 against ${target}\n`);
    return runK6(k6, { options, target, out });
  }
  const why = engine === 'auto' ? ', since there is no k6 on the PATH' : '';
  say(`${scenario} on Node against ${target}${why}\n`);
  return runOnNode({ options, scenario, target, out });
}

run(process.argv.slice(2)).then(
  (status) => process.exit(status),
  (error: unknown) => {
    const isForPeople = error instanceof NoK6Error;
    say(`${isForPeople ? error.message : error instanceof Error ? error.stack : String(error)}\n`);
    process.exit(1);
  },
);
