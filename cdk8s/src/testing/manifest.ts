import { EXAMPLE_INPUTS } from '../deploy-inputs.ts';
import type { Environment } from '../environments.ts';
import { createManifests } from '../manifests.ts';
import { z } from 'zod';

/** An object as the API server gets it, as far as tests look at all of them alike. */
export const Manifest = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({ name: z.string(), namespace: z.string().optional() }),
});
export type Manifest = z.infer<typeof Manifest>;

/** All objects of an environment, with example values for what a deploy gives. */
export function manifestsOf(environment: Environment): Manifest[] {
  return createManifests(environment, EXAMPLE_INPUTS).charts.flatMap((chart) =>
    // Through JSON, as into the files: what is not data would show.
    z.array(Manifest).parse(JSON.parse(JSON.stringify(chart.toJson()))),
  );
}

/** The objects of one kind, read by a schema of what the test looks at. */
export function ofKind<Schema extends z.ZodType>(
  manifests: readonly Manifest[],
  kind: string,
  schema: Schema,
): z.infer<Schema>[] {
  return manifests.filter((it) => it.kind === kind).map((it) => schema.parse(it));
}

/** What tests look at of a pod. */
export const PodSpec = z.looseObject({
  automountServiceAccountToken: z.boolean(),
  serviceAccountName: z.string().optional(),
  terminationGracePeriodSeconds: z.number().optional(),
  topologySpreadConstraints: z
    .array(z.looseObject({ topologyKey: z.string(), matchLabelKeys: z.array(z.string()) }))
    .optional(),
  securityContext: z.looseObject({ runAsNonRoot: z.boolean(), runAsUser: z.number() }),
  containers: z.array(
    z.looseObject({
      name: z.string(),
      image: z.string(),
      env: z.array(z.looseObject({ name: z.string(), value: z.string().optional() })).optional(),
      lifecycle: z.looseObject({ preStop: z.unknown() }).optional(),
      resources: z.looseObject({
        requests: z.looseObject({ cpu: z.string(), memory: z.string() }),
        limits: z.looseObject({ memory: z.string() }),
      }),
      securityContext: z.looseObject({ readOnlyRootFilesystem: z.boolean() }),
    }),
  ),
});

export const Deployment = z.looseObject({
  metadata: z.looseObject({ name: z.string() }),
  spec: z.looseObject({
    replicas: z.number().optional(),
    strategy: z.unknown(),
    selector: z.looseObject({ matchLabels: z.record(z.string(), z.string()) }),
    template: z.looseObject({
      metadata: z.looseObject({ labels: z.record(z.string(), z.string()) }),
      spec: PodSpec,
    }),
  }),
});
