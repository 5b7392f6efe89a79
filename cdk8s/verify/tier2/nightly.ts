import { ensure, type Check } from '../check.ts';
import { succeeded } from '../control-plane/kubectl.ts';
import { OPS_PORT } from '../../src/services.ts';
import { waitFor } from '../wait-for.ts';
import type { Stage } from './start-tier-2.ts';
import { setTimeout as sleep } from 'node:timers/promises';

const MS_PER_MINUTE = 60_000;
/** Long enough for two workers to have a go at it. */
const SETTLE_MS = 15_000;

export const nightlyOnce: Check<Stage> = {
  proves: 'the nightly refresh happens once, with two workers',
  run: async (stage) => {
    const { kubectl, namespace } = stage;
    // A minute that is not over before the workers have started anew.
    const at = new Date(Date.now() + 2 * MS_PER_MINUTE);
    const cron = `${at.getUTCMinutes()} ${at.getUTCHours()} * * *`;
    succeeded(
      await kubectl(
        'set',
        'env',
        'deployment/worker',
        `REFRESH_CRON=${cron}`,
        '--namespace',
        namespace,
      ),
    );
    succeeded(
      await kubectl(
        'rollout',
        'status',
        'deployment/worker',
        '--namespace',
        namespace,
        '--timeout=240s',
      ),
    );
    const workers = workerAddresses(stage);
    ensure(workers.length >= 2, `only ${workers.length} worker runs`);
    const before = await refreshes(workers);
    await waitFor(async () => (await refreshes(workers)) > before || undefined, {
      seconds: 240,
      what: `a refresh at ${cron}`,
      everyMs: 1000,
    });
    await sleep(SETTLE_MS);
    const after = await refreshes(workers);
    ensure(after - before === 1, `it happened ${after - before} times`);
    return `once, at ${cron}, ${workers.length} workers`;
  },
};

function workerAddresses({ nodes }: Stage): string[] {
  return nodes
    .flatMap((node) => node.runners())
    .filter(({ pod, isEnding }) => pod.spec.containers[0].name === 'worker' && !isEnding())
    .map(({ address }) => address);
}

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
