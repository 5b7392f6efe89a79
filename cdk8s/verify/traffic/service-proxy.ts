import { connect, createServer, type Server } from 'node:net';
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

export type ServiceProxy = {
  /** Addresses of the Services by name, for a hosts file. */
  addresses(): ReadonlyMap<string, string>;
  stop(): void;
};

/**
 * What kube-proxy does, in user space: listens on each Service's address and passes connections to one of its ready
 * pods, each in turn.
 */
export async function startServiceProxy(
  api: ApiClient,
  namespace: string,
  endpoints: Endpoints,
): Promise<ServiceProxy> {
  const services = await api.list(`/api/v1/namespaces/${namespace}/services`, Service);
  const servers: Server[] = [];
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
      servers.push(server);
    }
  }
  return {
    addresses: () =>
      new Map(
        services.flatMap(({ metadata, spec }) =>
          spec.clusterIP ? [[metadata.name, spec.clusterIP]] : [],
        ),
      ),
    stop() {
      for (const server of servers) server.close();
    },
  };
}
