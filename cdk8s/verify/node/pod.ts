import { z } from 'zod';
import { Metadata } from '../control-plane/api-client.ts';

const Port = z.union([z.number(), z.string()]);

export const Probe = z.looseObject({
  httpGet: z.looseObject({ path: z.string(), port: Port }).optional(),
  tcpSocket: z.looseObject({ port: Port }).optional(),
  periodSeconds: z.number().default(10),
  timeoutSeconds: z.number().default(1),
  failureThreshold: z.number().default(3),
});
export type Probe = z.infer<typeof Probe>;

const EnvVar = z.looseObject({
  name: z.string(),
  value: z.string().optional(),
  valueFrom: z
    .looseObject({ secretKeyRef: z.looseObject({ name: z.string(), key: z.string() }).optional() })
    .optional(),
});

export const Container = z.looseObject({
  name: z.string(),
  image: z.string(),
  args: z.array(z.string()).default([]),
  env: z.array(EnvVar).default([]),
  ports: z
    .array(z.looseObject({ name: z.string().optional(), containerPort: z.number() }))
    .default([]),
  volumeMounts: z.array(z.looseObject({ name: z.string(), mountPath: z.string() })).default([]),
  startupProbe: Probe.optional(),
  readinessProbe: Probe.optional(),
  livenessProbe: Probe.optional(),
  lifecycle: z
    .looseObject({
      preStop: z
        .looseObject({ sleep: z.looseObject({ seconds: z.number() }).optional() })
        .optional(),
    })
    .optional(),
});
export type Container = z.infer<typeof Container>;

/** What the node reads of a pod. */
export const Pod = z.looseObject({
  metadata: Metadata,
  spec: z.looseObject({
    nodeName: z.string().optional(),
    restartPolicy: z.enum(['Always', 'OnFailure', 'Never']).default('Always'),
    terminationGracePeriodSeconds: z.number().default(30),
    containers: z.tuple([Container]),
    volumes: z
      .array(
        z.looseObject({
          name: z.string(),
          persistentVolumeClaim: z.looseObject({ claimName: z.string() }).optional(),
        }),
      )
      .default([]),
  }),
  status: z.looseObject({ phase: z.string().optional(), podIP: z.string().optional() }).optional(),
});
export type Pod = z.infer<typeof Pod>;

export const podPath = ({ metadata }: Pod) =>
  `/api/v1/namespaces/${metadata.namespace}/pods/${metadata.name}`;
