import { z } from 'zod';
import type { Environment } from '../../src/environments.ts';
import type { Cluster } from '../cluster.ts';

const Pod = z.looseObject({
  metadata: z.looseObject({ name: z.string(), deletionTimestamp: z.string().optional() }),
  spec: z.looseObject({ nodeName: z.string().optional() }),
  status: z.looseObject({ phase: z.string() }),
});
export type Pod = z.infer<typeof Pod>;

/** Pods of a process or store that are not on their way out. */
export async function podsOf(
  { api }: Cluster,
  { namespace }: Environment,
  name: string,
): Promise<Pod[]> {
  const selector = encodeURIComponent(`app.kubernetes.io/name=${name}`);
  const pods = await api.list(
    `/api/v1/namespaces/${namespace}/pods?labelSelector=${selector}`,
    Pod,
  );
  return pods.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
}

export const isRunning = ({ status }: Pod) => status.phase === 'Running';
