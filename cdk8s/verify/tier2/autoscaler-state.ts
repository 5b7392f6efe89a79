import { z } from 'zod';
import { waitFor } from '../wait-for.ts';
import type { Stage } from './start-tier-2.ts';

/** A Kubernetes quantity as the custom metrics API writes them: plain, or in thousandths. */
const Quantity = z
  .string()
  .regex(/^\d+m?$/)
  .transform((text) => (text.endsWith('m') ? Number(text.slice(0, -1)) / 1000 : Number(text)));

const CurrentMetric = z.looseObject({
  type: z.string(),
  pods: z
    .looseObject({
      metric: z.looseObject({ name: z.string() }),
      current: z.looseObject({ averageValue: Quantity }),
    })
    .optional(),
  object: z
    .looseObject({
      metric: z.looseObject({ name: z.string() }),
      current: z.looseObject({ averageValue: Quantity }),
    })
    .optional(),
  resource: z
    .looseObject({ current: z.looseObject({ averageUtilization: z.number().optional() }) })
    .optional(),
});

const Autoscaler = z.looseObject({
  spec: z.looseObject({ minReplicas: z.number(), maxReplicas: z.number() }),
  status: z.looseObject({
    currentReplicas: z.number().default(0),
    desiredReplicas: z.number(),
    currentMetrics: z.array(CurrentMetric).nullish(),
    conditions: z
      .array(
        z.looseObject({
          type: z.string(),
          status: z.string(),
          reason: z.string().optional(),
          message: z.string().optional(),
        }),
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

/** @throws Error with what the autoscaler saw and wanted instead */
export async function waitForAutoscaler(
  stage: Stage,
  name: string,
  wanted: {
    readonly holds: (state: AutoscalerState) => boolean;
    readonly seconds: number;
    readonly what: string;
  },
): Promise<AutoscalerState> {
  let last: AutoscalerState | undefined;
  const ask = async () => {
    last = await autoscalerState(stage, name);
    return wanted.holds(last) ? last : undefined;
  };
  const { seconds, what } = wanted;
  return waitFor(ask, { seconds, what, everyMs: 250 }).catch((error: unknown) => {
    const why = last === undefined ? '' : `: ${describeAutoscaler(last)}`;
    throw new Error(`${what} did not come within ${seconds} s${why}`, { cause: error });
  });
}

/** What it sees and wants, in a few words. */
export function describeAutoscaler({ status }: AutoscalerState): string {
  const rows = (status.currentMetrics ?? []).flatMap(({ pods, object, resource }) => {
    const custom = pods ?? object;
    if (custom) return [`${custom.metric.name} ${custom.current.averageValue} a pod`];
    return resource ? [`CPU ${resource.current.averageUtilization} %`] : [];
  });
  const active = status.conditions.find(({ type }) => type === 'ScalingActive');
  const fault = active?.status === 'False' ? ` (${active.message})` : '';
  return `${rows.join(', ')}, ${status.currentReplicas} pods, ${status.desiredReplicas} wanted${fault}`;
}
