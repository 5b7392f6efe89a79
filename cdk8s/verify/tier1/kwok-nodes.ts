import { join } from 'node:path';
import { startDaemon, type Daemon } from '../control-plane/daemon.ts';
import type { Cluster } from '../cluster.ts';

export const ZONES = ['zone-a', 'zone-b', 'zone-c'] as const;
const NODES_A_ZONE = 2;
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
  for (const zone of ZONES) {
    for (let number = 1; number <= NODES_A_ZONE; number += 1) {
      const name = `${zone}-${number}`;
      const has = { cpu: '16', memory: '64Gi', pods: '110' };
      await api.call('POST', '/api/v1/nodes', {
        apiVersion: 'v1',
        kind: 'Node',
        metadata: {
          name,
          annotations: { 'kwok.x-k8s.io/node': 'fake' },
          labels: {
            'kubernetes.io/hostname': name,
            'topology.kubernetes.io/zone': zone,
            type: 'kwok',
          },
        },
        status: { capacity: has, allocatable: has },
      });
    }
  }
  return kwok;
}
