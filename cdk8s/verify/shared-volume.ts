import { FILES_CLAIM } from '../src/constructs/service-deployment.ts';
import type { Environment } from '../src/environments.ts';
import type { Cluster } from './cluster.ts';

const NAME = 'verify-files';

/** The volume that on kind the cluster makes for the claim by itself. */
export async function addSharedVolume({ api }: Cluster, { namespace }: Environment): Promise<void> {
  await api.call('POST', '/api/v1/persistentvolumes', {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name: NAME },
    spec: {
      capacity: { storage: '2Gi' },
      accessModes: ['ReadWriteOnce'],
      hostPath: { path: '/not-used' },
      claimRef: { apiVersion: 'v1', kind: 'PersistentVolumeClaim', name: FILES_CLAIM, namespace },
    },
  });
}
