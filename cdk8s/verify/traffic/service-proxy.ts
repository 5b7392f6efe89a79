import { connect, createServer } from 'node:net';
import { z } from 'zod';
import { Metadata, type ApiClient } from '../control-plane/api-client.ts';
import type { Endpoints } from './endpoints.ts';

const Service = z.looseObject({
  metadata: Metadata,
  spec: z.looseObject({
    clusterIP: z.string().optional(),
    ports: z.array(z.looseObject({ name: z.string().optional(), port: z.number() })).default([]),
  }),
});

const listed = (api: ApiClient, namespace: string) =>
  api.list(`/api/v1/namespaces/${namespace}/services`, Service);

/** Addresses of the Services by name. */
export async function serviceAddresses(
  api: ApiClient,
  namespace: string,
): Promise<ReadonlyMap<string, string>> {
  return new Map(
    (await listed(api, namespace)).flatMap(({ metadata, spec }) =>
      spec.clusterIP ? [[metadata.name, spec.clusterIP]] : [],
    ),
  );
}

/**
 * What kube-proxy does, in user space: listens on each Service's address and passes connections to one of its ready
 * pods, each in turn.
 */
export async function startServiceProxy(
  api: ApiClient,
  namespace: string,
  endpoints: Endpoints,
): Promise<void> {
  const services = await listed(api, namespace);
  let turn = 0;
  for (const { metadata, spec } of services) {
    for (const { name = '', port } of spec.ports) {
      const server = createServer((inside) => {
        const ready = endpoints.ready(metadata.name, name);
        turn += 1;
        const chosen = ready[turn % Math.max(1, ready.length)];
        if (chosen === undefined) {
          inside.destroy();
          return;
        }
        const [host = '', targetPort] = chosen.split(':');
        const outside = connect({ host, port: Number(targetPort) });
        inside.pipe(outside).pipe(inside);
        inside.on('error', () => outside.destroy());
        outside.on('error', () => inside.destroy());
      });
      await new Promise<void>((resolve) => server.listen(port, spec.clusterIP, resolve));
    }
  }
}
