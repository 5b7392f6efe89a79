import { z } from 'zod';
import type { Stage } from './start-tier-2.ts';

const Autoscaler = z.looseObject({
  spec: z.looseObject({ minReplicas: z.number(), maxReplicas: z.number() }),
  status: z.looseObject({
    currentReplicas: z.number().default(0),
    desiredReplicas: z.number(),
    currentMetrics: z.array(z.unknown()).nullish(),
    conditions: z
      .array(
        z.looseObject({ type: z.string(), status: z.string(), message: z.string().optional() }),
      )
      .default([]),
  }),
});
export type AutoscalerState = z.infer<typeof Autoscaler>;

/** What an autoscaler sees and wants now. */
export function autoscalerState({ api, namespace }: Stage, name: string): Promise<AutoscalerState> {
  return api.get(
    `/apis/autoscaling/v2/namespaces/${namespace}/horizontalpodautoscalers/${name}`,
    Autoscaler,
  );
}

/** What it sees, in a few words, for when it does not do what it should. */
export function describeAutoscaler({ status }: AutoscalerState): string {
  const active = status.conditions.find(({ type }) => type === 'ScalingActive');
  return `${status.currentReplicas} pods, ${status.desiredReplicas} wanted; ${active?.message ?? ''} ${JSON.stringify(status.currentMetrics)}`;
}
