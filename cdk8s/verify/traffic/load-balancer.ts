import { Agent, createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import { z } from 'zod';
import type { ApiClient } from '../control-plane/api-client.ts';
import type { Endpoints } from './endpoints.ts';

export type LoadBalancerOptions = {
  readonly api: ApiClient;
  readonly namespace: string;
  readonly endpoints: Endpoints;
  readonly host: string;
  readonly port: number;
  /** How long it goes on sending requests to a pod that has left its Service, as an ALB does until it is told. */
  readonly noticeMs: number;
};

const Ingress = z.looseObject({
  items: z.array(
    z.looseObject({
      spec: z.looseObject({
        defaultBackend: z.looseObject({ service: z.looseObject({ name: z.string() }) }),
        rules: z.array(
          z.looseObject({
            http: z.looseObject({
              paths: z.array(
                z.looseObject({
                  path: z.string(),
                  backend: z.looseObject({ service: z.looseObject({ name: z.string() }) }),
                }),
              ),
            }),
          }),
        ),
      }),
    }),
  ),
});

/**
 * Stands for the Application Load Balancer: routes by the Ingress that the API server has, sends to the pods that are
 * ready in the EndpointSlices over connections that are kept, notices late that a pod is going, and tries nothing
 * twice: what fails is a 502.
 */
export async function startLoadBalancer(options: LoadBalancerOptions): Promise<void> {
  const { api, namespace, endpoints, host, port, noticeMs } = options;
  const { items } = await api.get(
    `/apis/networking.k8s.io/v1/namespaces/${namespace}/ingresses`,
    Ingress,
  );
  const spec = items[0]?.spec;
  if (!spec) throw new Error(`there is no Ingress in ${namespace}`);
  const routes = spec.rules.flatMap(({ http }) =>
    http.paths.map(({ path, backend }) => ({
      matcher: albMatcher(path),
      service: backend.service.name,
    })),
  );
  const serviceOf = (path: string) =>
    routes.find(({ matcher }) => matcher.test(path))?.service ?? spec.defaultBackend.service.name;
  const targets = followTargets(endpoints, noticeMs);
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const turns = new Map<string, number>();

  const server = createServer((incoming, outgoing) => {
    const service = serviceOf((incoming.url ?? '/').split('?')[0] ?? '/');
    const now = targets(service);
    const turn = (turns.get(service) ?? 0) + 1;
    turns.set(service, turn);
    const target = now[turn % Math.max(1, now.length)];
    if (target === undefined) fail(outgoing, 503);
    else pass(agent, target, incoming, outgoing);
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve) => server.listen(port, host, resolve));
}

function pass(
  agent: Agent,
  target: string,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): void {
  const [host = '', port] = target.split(':');
  const { method, url: path, headers } = incoming;
  const upstream = request({ agent, host, port: Number(port), method, path, headers }, (answer) => {
    const { connection: _, ...kept } = answer.headers;
    outgoing.writeHead(answer.statusCode ?? 502, kept);
    answer.pipe(outgoing);
    answer.once('error', () => outgoing.destroy());
  });
  upstream.once('error', () => {
    if (outgoing.headersSent) outgoing.destroy();
    else fail(outgoing, 502);
  });
  incoming.pipe(upstream);
}

function fail(outgoing: ServerResponse, status: number): void {
  outgoing.writeHead(status).end();
}

/** The targets of a service: those that are ready, and for a while those that were. */
function followTargets(endpoints: Endpoints, noticeMs: number) {
  const known = new Map<string, Map<string, number>>();
  const refresh = (service: string) => {
    const now = Date.now();
    const targets = known.get(service) ?? new Map<string, number>();
    known.set(service, targets);
    for (const address of endpoints.ready(service, 'http')) targets.set(address, now);
    for (const [address, seen] of targets) if (now - seen > noticeMs) targets.delete(address);
    return targets;
  };
  endpoints.onChange(() => {
    for (const service of known.keys()) refresh(service);
  });
  return (service: string) => [...refresh(service).keys()];
}

/** An ALB's path pattern: `*` is anything, slashes too. */
function albMatcher(pattern: string): RegExp {
  const source = pattern.replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`);
  return new RegExp(`^${source.replaceAll('*', '.*').replaceAll('?', '.')}$`);
}
