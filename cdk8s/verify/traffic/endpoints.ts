import { z } from 'zod';
import { Metadata, type ApiClient } from '../control-plane/api-client.ts';

const EndpointSlice = z.looseObject({
  metadata: Metadata,
  ports: z.array(z.looseObject({ name: z.string().optional(), port: z.number() })).nullish(),
  endpoints: z
    .array(
      z.looseObject({
        addresses: z.array(z.string()),
        targetRef: z.looseObject({ name: z.string() }).optional(),
        conditions: z
          .looseObject({ ready: z.boolean().optional(), terminating: z.boolean().optional() })
          .optional(),
      }),
    )
    .nullish(),
});

/** A port of a pod that belongs to a Service. */
type Endpoint = {
  readonly pod: string;
  /** `address:port` */
  readonly address: string;
  readonly isReady: boolean;
};

/** Where a Service's pods answer now. */
export type Endpoints = {
  /** All of a Service's pods, also those that do not answer yet or no more. */
  all(service: string, portName: string): readonly Endpoint[];
  /** Addresses that are ready, as `address:port`, by name of the port. */
  ready(service: string, portName: string): readonly string[];
  /** Told whenever anything changes. */
  onChange(listener: () => void): void;
};

const SERVICE_LABEL = 'kubernetes.io/service-name';

/** Follows the EndpointSlices of a namespace. */
export function followEndpoints(api: ApiClient, namespace: string, signal: AbortSignal): Endpoints {
  const slices = new Map<string, z.infer<typeof EndpointSlice>>();
  const listeners: (() => void)[] = [];
  void api.watch(
    `/apis/discovery.k8s.io/v1/namespaces/${namespace}/endpointslices`,
    EndpointSlice,
    ({ type, object }) => {
      if (type === 'DELETED') slices.delete(object.metadata.name);
      else slices.set(object.metadata.name, object);
      for (const listener of listeners) listener();
    },
    signal,
  );
  const all: Endpoints['all'] = (service, portName) =>
    [...slices.values()]
      .filter(({ metadata }) => metadata.labels?.[SERVICE_LABEL] === service)
      .flatMap(({ ports, endpoints }) => {
        const port = ports?.find(({ name }) => name === portName)?.port;
        if (port === undefined) return [];
        return (endpoints ?? []).flatMap(({ addresses, conditions, targetRef }) =>
          addresses.map((address) => ({
            pod: targetRef?.name ?? '',
            address: `${address}:${port}`,
            isReady: conditions?.ready !== false,
          })),
        );
      });
  return {
    all,
    ready: (service, portName) => [
      ...new Set(
        all(service, portName).flatMap(({ isReady, address }) => (isReady ? [address] : [])),
      ),
    ],
    onChange: (listener) => void listeners.push(listener),
  };
}
