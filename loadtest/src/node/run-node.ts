import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readLibraryFile } from '../library-file.ts';
import { runSeconds, type LoadOptions } from '../load-options.ts';
import { htmlReport } from '../report/html-report.ts';
import { readSummary } from '../summary.ts';
import { playOnNode } from './play-on-node.ts';
import { createRunProgress } from './run-progress.ts';

const INTERRUPTED = 130;

type NodeEngineRun = {
  readonly options: LoadOptions;
  readonly scenario: string;
  readonly target: string;
  /** Folder for `summary.json` and `report.html`. */
  readonly out: string;
};

/**
 * Plays in this process. Ctrl-C ends early, a second one at once.
 *
 * @returns 0, also when a threshold was broken; 130 when it was interrupted
 */
export async function runOnNode({
  options,
  scenario,
  target,
  out,
}: NodeEngineRun): Promise<number> {
  const stop = new AbortController();
  const requestStop = () => {
    if (stop.signal.aborted) process.exit(INTERRUPTED);
    stop.abort();
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, requestStop);
  process.once('disconnect', requestStop);

  const progress = createRunProgress(process.stderr, runSeconds(options));
  const beganAt = new Date();
  const run = await playOnNode({
    options,
    target,
    library: readLibraryFile(),
    runId: beganAt.getTime().toString(36),
    random: Math.random,
    signal: stop.signal,
    onMoment: progress.show,
    onWrong: progress.say,
  }).finally(progress.stop);

  const json = JSON.stringify({ engine: 'node', scenario, target, beganAt, ...run }, undefined, 2);
  writeFileSync(join(out, 'summary.json'), `${json}\n`);
  const title = `${scenario} against ${target}`;
  const report = htmlReport({ title, beganAt, run, summary: readSummary(json) });
  writeFileSync(join(out, 'report.html'), report);
  return stop.signal.aborted ? INTERRUPTED : 0;
}
