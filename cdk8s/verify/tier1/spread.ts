import { ENVIRONMENTS } from '../../src/environments.ts';
import { SERVICES } from '../../src/services.ts';
import { ensure, type Check } from '../check.ts';
import type { Cluster } from '../cluster.ts';
import { succeeded } from '../control-plane/kubectl.ts';
import { waitFor } from '../wait-for.ts';
import { ZONES } from './kwok-nodes.ts';
import { isRunning, podsOf, type Pod } from './pods.ts';

const { prod } = ENVIRONMENTS;
/** Three a zone; more than there are nodes in one. */
const PODS = 9;
const SCALE_SECONDS = 120;

/** How many of the pods each name has. */
function countBy(pods: readonly Pod[], names: readonly string[], nameOf: (node: string) => string) {
  const counts = new Map(names.map((name) => [name, 0]));
  for (const { metadata, spec } of pods) {
    const name = nameOf(spec.nodeName ?? '');
    ensure(counts.has(name), `${metadata.name} is on the node "${spec.nodeName}"`);
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts.values()];
}

const unevenness = (counts: readonly number[]) => Math.max(...counts) - Math.min(...counts);

export const spread: Check<Cluster> = {
  proves: `the scheduler spreads ${PODS} pods of every process evenly over three zones, though one zone has far more room`,
  run: async (cluster) => {
    const { kubectl } = cluster;
    const rows: string[] = [];
    for (const { name } of SERVICES) {
      succeeded(
        await kubectl(
          'scale',
          `deployment/${name}`,
          '--namespace',
          prod.namespace,
          `--replicas=${PODS}`,
        ),
      );
      const pods = await waitFor(
        async () => {
          const all = (await podsOf(cluster, prod, name)).filter(isRunning);
          return all.length === PODS ? all : undefined;
        },
        { seconds: SCALE_SECONDS, what: `${PODS} running pods of ${name}` },
      );
      const zones = countBy(
        pods,
        ZONES.map((zone) => zone.name),
        (node) => ZONES.find((zone) => node.startsWith(zone.name))?.name ?? '',
      );
      ensure(unevenness(zones) <= 1, `${name} is uneven over zones: ${zones.join('/')}`);
      const nodes = countBy(
        pods,
        ZONES.flatMap((zone) => zone.nodes),
        (node) => node,
      );
      ensure(unevenness(nodes) <= 1, `${name} is uneven over nodes: ${nodes.join('/')}`);
      rows.push(`${name} ${zones.join('/')} (nodes ${nodes.join('/')})`);
    }
    return rows.join(', ');
  },
};
