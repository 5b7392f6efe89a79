import { ENVIRONMENTS } from '../../src/environments.ts';
import { replicaRange, SERVICES } from '../../src/services.ts';
import { ensure, type Check } from '../check.ts';
import type { Cluster } from '../cluster.ts';
import { succeeded } from '../control-plane/kubectl.ts';
import { waitFor } from '../wait-for.ts';
import { KWOK_NODES } from './kwok-nodes.ts';
import { isRunning, podsOf } from './pods.ts';

const { dev } = ENVIRONMENTS;
const AGAIN_SECONDS = 60;

/** Asks for a pod to go, as a drain does. @returns the refusal; `undefined` when it goes */
async function evict({ api }: Cluster, name: string): Promise<string | undefined> {
  const metadata = { name, namespace: dev.namespace };
  return api
    .call('POST', `/api/v1/namespaces/${dev.namespace}/pods/${name}/eviction`, {
      apiVersion: 'policy/v1',
      kind: 'Eviction',
      metadata,
    })
    .then(
      () => undefined,
      (error: unknown) => String(error),
    );
}

async function evictionsOf(cluster: Cluster, service: (typeof SERVICES)[number]): Promise<void> {
  const { kubectl } = cluster;
  const { name } = service;
  const { min } = replicaRange(service, dev);
  const running = async () => (await podsOf(cluster, dev, name)).filter(isRunning);
  const [first, second] = await running();
  ensure(first !== undefined && second !== undefined, `there are no two pods of ${name}`);
  // Its replacement waits for a node, so nothing but the budget decides about the second.
  succeeded(await kubectl('cordon', '--selector', KWOK_NODES));
  try {
    const firstRefusal = await evict(cluster, first.metadata.name);
    ensure(firstRefusal === undefined, `the first pod of ${name} stays: ${firstRefusal}`);
    const refusal = await evict(cluster, second.metadata.name);
    ensure(
      refusal !== undefined && /429.*disruption budget/i.test(refusal),
      `the second pod of ${name}: ${refusal ?? 'it went as well'}`,
    );
  } finally {
    succeeded(await kubectl('uncordon', '--selector', KWOK_NODES));
  }
  await waitFor(async () => ((await running()).length >= min ? true : undefined), {
    seconds: AGAIN_SECONDS,
    what: `another pod of ${name}`,
  });
  await waitFor(
    async () => ((await evict(cluster, second.metadata.name)) === undefined ? true : undefined),
    { seconds: AGAIN_SECONDS, what: `the eviction of the second pod of ${name}` },
  );
}

export const evictions: Check<Cluster> = {
  proves:
    'the disruption budget of every process lets one pod go, and the second only once another runs',
  run: async (cluster) => {
    for (const service of SERVICES) await evictionsOf(cluster, service);
    return `${SERVICES.length} processes: first 201, second 429, then 201`;
  },
};
