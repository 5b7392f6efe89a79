import { SERVICES } from '../../src/services.ts';
import { applyManifests, writeManifests, type Cluster } from '../cluster.ts';
import { DYNAMODB_LOCAL, VALKEY_CACHE, VALKEY_QUEUE } from '../../src/process-settings.ts';
import { change } from './in-product.ts';
import { STORES_NODE } from './nodes.ts';
import { PROOF_ENVIRONMENT } from './proof-environment.ts';

/** Minutes are made seconds; how many pods are asked for stays as it is. */
const QUICK_SCALE_DOWN = {
  spec: {
    behavior: {
      scaleDown: {
        stabilizationWindowSeconds: 15,
        policies: [{ type: 'Pods', value: 4, periodSeconds: 15 }],
      },
    },
  },
};

/**
 * Applies the manifests of the proof, and the little that is different for it: quicker autoscalers, and stores on a
 * node that is never drained. Done again, it undoes what a check has changed.
 */
export async function applyProduct(cluster: Cluster): Promise<void> {
  await applyManifests(cluster, writeManifests(cluster, PROOF_ENVIRONMENT), ['--force-conflicts']);
  const nodeSelector = { 'kubernetes.io/hostname': STORES_NODE };
  for (const { name } of [DYNAMODB_LOCAL, VALKEY_CACHE, VALKEY_QUEUE])
    await change(cluster, 'deployment', name, { spec: { template: { spec: { nodeSelector } } } });
  for (const { name } of SERVICES) await change(cluster, 'hpa', name, QUICK_SCALE_DOWN);
}
