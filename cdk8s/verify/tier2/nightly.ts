import { setTimeout as sleep } from 'node:timers/promises';
import { OPS_PORT } from '../../src/services.ts';
import { ensure, type Check } from '../check.ts';
import type { PodRunner } from '../node/pod-runner.ts';
import { waitFor } from '../wait-for.ts';
import { inProduct, rolledOut } from './in-product.ts';
import type { Stage } from './start-tier-2.ts';

/** What the workers take to start anew, on a machine that is not slow. */
const START_ANEW_MS = 60_000;
/** Long enough for two workers to have a go at it. */
const SETTLE_MS = 15_000;
const TRIES = 3;

export const nightlyOnce: Check<Stage> = {
  proves: 'the nightly refresh happens once, with two workers',
  run: async (stage) => {
    const at = await scheduled(stage);
    const addresses = workers(stage).map(({ address }) => address);
    ensure(addresses.length >= 2, `only ${addresses.length} worker runs`);
    const before = await refreshes(addresses);
    await waitFor(async () => ((await refreshes(addresses)) > before ? true : undefined), {
      seconds: (at.getTime() - Date.now()) / 1000 + 120,
      what: `a refresh at ${at.toISOString()}`,
      everyMs: 1000,
    });
    await sleep(SETTLE_MS);
    const times = (await refreshes(addresses)) - before;
    ensure(times === 1, `it happened ${times} times`);
    return `once, at ${at.toISOString().slice(11, 19)} as the schedule said, ${addresses.length} workers`;
  },
};

/** Sets the nightly time to one that comes once all workers have been started anew with it. @returns that time */
async function scheduled(stage: Stage): Promise<Date> {
  for (let attempt = 1; attempt <= TRIES; attempt += 1) {
    const second = Math.ceil((Date.now() + attempt * START_ANEW_MS) / 1000);
    const at = new Date(second * 1000);
    const cron = `${at.getUTCSeconds()} ${at.getUTCMinutes()} ${at.getUTCHours()} * * *`;
    await inProduct(stage, 'set', 'env', 'deployment/worker', `REFRESH_CRON=${cron}`);
    await rolledOut(stage, ['worker']);
    await waitFor(() => (workers(stage).some((it) => it.isEnding()) ? undefined : true), {
      seconds: 120,
      what: 'the end of the old workers',
    });
    if (Date.now() < at.getTime()) return at;
  }
  throw new Error(`the workers were not started anew in time, ${TRIES} times`);
}

const workers = ({ nodes }: Stage): PodRunner[] =>
  nodes
    .flatMap((node) => node.runners())
    .filter(({ pod }) => pod.spec.containers[0].name === 'worker');

/** Attempts at a refresh so far, over these workers. */
async function refreshes(addresses: readonly string[]): Promise<number> {
  let sum = 0;
  for (const address of addresses) {
    const text = await (await fetch(`http://${address}:${OPS_PORT}/metrics`)).text();
    for (const [, count] of text.matchAll(
      /^books_job_duration_seconds_count\{job="refresh-recommendations",outcome="\w+"\} (\d+)$/gm,
    ))
      sum += Number(count);
  }
  return sum;
}
