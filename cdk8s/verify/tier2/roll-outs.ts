import { join } from 'node:path';
import { ensure, type Check } from '../check.ts';
import { succeeded } from '../control-plane/kubectl.ts';
import { attack, type AttackReport } from '../traffic/attack.ts';
import { applyManifests } from '../cluster.ts';
import { DRAINED_NODE, type Stage } from './start-tier-2.ts';
import { PROOF_ENVIRONMENT } from './proof-environment.ts';

const REQUESTS_PER_SECOND = 50;
const SECONDS = 75;
const LEAST_REQUESTS = 3000;
const SHORT_SECONDS = 35;
const RUNS_WITHOUT_DRAIN = 3;
const ROLLED = ['bookdetail-api', 'ratings-api'] as const;

/** Asks both processes for a while, with what happens in between. */
async function under(
  stage: Stage,
  name: string,
  seconds: number,
  act: () => Promise<void>,
): Promise<AttackReport> {
  const { programs, url, folder } = stage;
  const attacking = attack({
    program: programs.vegeta,
    targets: [`GET ${url}/books/gb:2`, `GET ${url}/books/gb:2/ratings`],
    requestsPerSecond: REQUESTS_PER_SECOND,
    seconds,
    resultFile: join(folder, `${name}.bin`),
  });
  await Promise.all([attacking, act()]);
  return attacking;
}

async function restart({ kubectl, namespace }: Stage): Promise<void> {
  for (const name of ROLLED)
    succeeded(await kubectl('rollout', 'restart', `deployment/${name}`, '--namespace', namespace));
  for (const name of ROLLED)
    succeeded(
      await kubectl(
        'rollout',
        'status',
        `deployment/${name}`,
        '--namespace',
        namespace,
        '--timeout=180s',
      ),
    );
}

function seen({ requests, lost, p95Ms, maxMs }: AttackReport): string {
  return `${lost} of ${requests} requests lost, p95 ${p95Ms.toFixed(0)} ms, longest ${maxMs.toFixed(0)} ms`;
}

function ensureNoLoss(report: AttackReport): string {
  ensure(report.requests >= LEAST_REQUESTS, `only ${report.requests} requests were made`);
  ensure(report.lost === 0, `${seen(report)}: ${JSON.stringify(report.statusCodes)}`);
  return seen(report);
}

export const restartWithoutLoss: Check<Stage> = {
  proves: `a rollout restart of two processes at ${REQUESTS_PER_SECOND} requests/s loses none`,
  run: async (stage) => ensureNoLoss(await under(stage, 'restart', SECONDS, () => restart(stage))),
};

export const drainWithoutLoss: Check<Stage> = {
  proves: `a drain of a node at ${REQUESTS_PER_SECOND} requests/s loses none`,
  run: async (stage) => {
    const { kubectl, nodes } = stage;
    const node = nodes.find(({ name }) => name === DRAINED_NODE);
    const before = node?.runners().length ?? 0;
    ensure(before > 0, `${DRAINED_NODE} has no pod that could be lost`);
    const report = await under(stage, 'drain', SECONDS, async () => {
      succeeded(
        await kubectl(
          'drain',
          DRAINED_NODE,
          '--ignore-daemonsets',
          '--delete-emptydir-data',
          '--timeout=180s',
        ),
      );
    });
    succeeded(await kubectl('uncordon', DRAINED_NODE));
    return `${before} pods evicted; ${ensureNoLoss(report)}`;
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
    const { kubectl, namespace, folder } = stage;
    for (const name of ROLLED)
      succeeded(
        await kubectl(
          'patch',
          'deployment',
          name,
          '--namespace',
          namespace,
          '--type=strategic',
          '--patch',
          JSON.stringify(WITHOUT_DRAIN(name)),
        ),
      );
    for (const name of ROLLED)
      succeeded(
        await kubectl(
          'rollout',
          'status',
          `deployment/${name}`,
          '--namespace',
          namespace,
          '--timeout=180s',
        ),
      );
    const reports: AttackReport[] = [];
    for (let number = 1; number <= RUNS_WITHOUT_DRAIN; number += 1)
      reports.push(await under(stage, `no-drain-${number}`, SHORT_SECONDS, () => restart(stage)));
    await applyManifests(stage, join(folder, 'manifests', PROOF_ENVIRONMENT.name), [
      '--force-conflicts',
    ]);
    for (const report of reports) ensure(report.lost > 0, `a run lost nothing: ${seen(report)}`);
    return reports.map(({ lost, requests }) => `${lost} of ${requests}`).join(', ');
  },
};
