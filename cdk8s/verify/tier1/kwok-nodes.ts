import { join } from 'node:path';
import { startDaemon, type Daemon } from '../control-plane/daemon.ts';
import type { Cluster } from '../cluster.ts';

/**
 * Zones with their nodes. The nodes of the first zone are so much larger that a scheduler left to itself would put
 * every pod there.
 */
export const ZONES = [
  { name: 'zone-a', nodes: ['zone-a-1', 'zone-a-2'], cpus: 256 },
  { name: 'zone-b', nodes: ['zone-b-1', 'zone-b-2'], cpus: 16 },
  { name: 'zone-c', nodes: ['zone-c-1', 'zone-c-2'], cpus: 16 },
] as const;
const MEMORY_GIB_PER_CPU = 4;
const LABEL = { type: 'kwok' };
/** Selector of all of them. */
export const KWOK_NODES = Object.entries(LABEL).flat().join('=');
const STAGES = join(import.meta.dirname, 'kwok-stages.yaml');

/** Adds nodes in three zones whose pods kwok makes believe to run. */
export async function addKwokNodes(cluster: Cluster): Promise<Daemon> {
  const { api, folder, kubeconfig, programs } = cluster;
  const kwok = startDaemon(
    'kwok',
    programs.kwok,
    [
      '--kubeconfig',
      kubeconfig,
      `--config=${STAGES}`,
      '--manage-all-nodes=false',
      '--manage-nodes-with-annotation-selector=kwok.x-k8s.io/node=fake',
      '--node-lease-duration-seconds=40',
      '--cidr=10.245.0.0/16',
    ],
    { logFile: join(folder, 'logs/kwok.log') },
  );
  for (const { name: zone, nodes, cpus } of ZONES) {
    const memory = `${MEMORY_GIB_PER_CPU * cpus}Gi`;
    const has = { cpu: String(cpus), memory, pods: '110' };
    for (const name of nodes) {
      await api.call('POST', '/api/v1/nodes', {
        apiVersion: 'v1',
        kind: 'Node',
        metadata: {
          name,
          annotations: { 'kwok.x-k8s.io/node': 'fake' },
          labels: {
            'kubernetes.io/hostname': name,
            'topology.kubernetes.io/zone': zone,
            ...LABEL,
          },
        },
        status: { capacity: has, allocatable: has },
      });
    }
  }
  return kwok;
}
