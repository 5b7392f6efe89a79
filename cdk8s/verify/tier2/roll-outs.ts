import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { SERVICES } from '../../src/services.ts';
import { ensure, type Check } from '../check.ts';
import { succeeded } from '../control-plane/kubectl.ts';
import type { RunningNode } from '../node/kubelet.ts';
import { startAttack, type AttackReport } from '../traffic/attack.ts';
import { waitFor } from '../wait-for.ts';
import { applyProduct } from './apply-product.ts';
import { change, restart, rolledOut } from './in-product.ts';
import { STORES_NODE } from './nodes.ts';
import { NOTICE_MS } from './proof-environment.ts';
import type { Stage } from './start-tier-2.ts';

const REQUESTS_PER_SECOND = 50;
const LEAST_SECONDS = 65;
const LEAST_REQUESTS = 3000;
const RUNS_WITHOUT_DRAIN = 3;
const LEAST_SECONDS_WITHOUT_DRAIN = 20;
/** Time for the last of the old pods to end. */
const END_SECONDS = 120;

/** What is asked, a path of every process that answers the public. */
const PATHS = [
  '/books/gb:2',
  '/books/gb:2/ratings',
  '/books/gb:2/similar',
  '/search?q=harry%20potter',
] as const;
const APIS = SERVICES.filter(({ port }) => port !== undefined).map(({ name }) => name);

/**
 * Asks every process for a while, with what happens in between: at least until that is done and all pods that had to
 * go have gone.
 */
async function under(
  stage: Stage,
  name: string,
  leastSeconds: number,
  act: () => Promise<void>,
): Promise<AttackReport> {
  const { programs, url, folder } = stage;
  const attack = startAttack({
    program: programs.vegeta,
    targets: PATHS.map((path) => `GET ${url}${path}`),
    requestsPerSecond: REQUESTS_PER_SECOND,
    resultFile: join(folder, `${name}.bin`),
  });
  try {
    await Promise.all([sleep(leastSeconds * 1000), act()]);
    await oldPodsGone(stage);
  } catch (error) {
    await attack.finish();
    throw error;
  }
  return attack.finish();
}

/** Waits until every pod that was told to end has ended, and the load balancer has noticed. */
async function oldPodsGone({ nodes }: Stage): Promise<void> {
  const isEnding = () => nodes.flatMap((node) => node.runners()).some((it) => it.isEnding());
  await waitFor(() => (isEnding() ? undefined : true), {
    seconds: END_SECONDS,
    what: 'the end of the old pods',
  });
  await sleep(NOTICE_MS);
}

function seen({ requests, lost, p95Ms, maxMs, statusCodes }: AttackReport): string {
  const statuses = lost === 0 ? '' : ` (${JSON.stringify(statusCodes)})`;
  return `${lost} of ${requests} requests lost${statuses}, p95 ${p95Ms.toFixed(0)} ms, longest ${maxMs.toFixed(0)} ms`;
}

function ensureNoLoss(report: AttackReport): string {
  ensure(report.requests >= LEAST_REQUESTS, `only ${report.requests} requests were made`);
  ensure(report.lost === 0, seen(report));
  return seen(report);
}

/** Pods that a node runs of the processes that are asked. */
const askedPods = (node: RunningNode) =>
  node.runners().filter(({ pod }) => APIS.some((name) => name === pod.spec.containers[0].name));

export const restartWithoutLoss: Check<Stage> = {
  proves: `a rollout restart of every API at ${REQUESTS_PER_SECOND} requests/s loses none of at least ${LEAST_REQUESTS}`,
  run: async (stage) =>
    ensureNoLoss(await under(stage, 'restart', LEAST_SECONDS, () => restart(stage, APIS))),
};

export const drainWithoutLoss: Check<Stage> = {
  proves: `a drain of a node at ${REQUESTS_PER_SECOND} requests/s loses none of at least ${LEAST_REQUESTS}`,
  run: async (stage) => {
    const { kubectl, nodes } = stage;
    const [node] = nodes
      .filter(({ name }) => name !== STORES_NODE)
      .sort((a, b) => askedPods(b).length - askedPods(a).length);
    const before = node === undefined ? 0 : askedPods(node).length;
    ensure(node !== undefined && before > 0, 'no node has a pod that could be lost');
    const report = await under(stage, 'drain', LEAST_SECONDS, async () => {
      succeeded(
        await kubectl(
          'drain',
          node.name,
          '--ignore-daemonsets',
          '--delete-emptydir-data',
          `--timeout=${END_SECONDS}s`,
        ),
      );
    });
    ensure(askedPods(node).length === 0, `${node.name} still runs pods`);
    succeeded(await kubectl('uncordon', node.name));
    await rolledOut(stage, APIS);
    return `${node.name}, ${before} pods of the APIs evicted; ${ensureNoLoss(report)}`;
  },
};

/** Ends pods at once: no wait for the load balancer, none for connections. */
const WITHOUT_DRAIN = (name: string) => ({
  spec: {
    template: {
      spec: {
        containers: [
          { name, lifecycle: null, env: [{ name: 'SHUTDOWN_DELAY_SECONDS', value: '0' }] },
        ],
      },
    },
  },
});

export const lossWithoutDrain: Check<Stage> = {
  proves: `the same restart with the drain switched off loses some, in each of ${RUNS_WITHOUT_DRAIN} runs`,
  run: async (stage) => {
    for (const name of APIS)
      await change(stage, 'deployment', name, WITHOUT_DRAIN(name), 'strategic');
    await rolledOut(stage, APIS);
    const reports: AttackReport[] = [];
    for (let number = 1; number <= RUNS_WITHOUT_DRAIN; number += 1)
      reports.push(
        await under(stage, `no-drain-${number}`, LEAST_SECONDS_WITHOUT_DRAIN, () =>
          restart(stage, APIS),
        ),
      );
    await applyProduct(stage);
    await rolledOut(stage, APIS);
    await oldPodsGone(stage);
    for (const report of reports) ensure(report.lost > 0, `a run lost nothing: ${seen(report)}`);
    return reports.map(({ lost, requests }) => `${lost} of ${requests}`).join(', ');
  },
};
