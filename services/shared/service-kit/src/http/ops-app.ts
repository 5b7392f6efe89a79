import { Hono } from 'hono';
import type { Metrics } from '../metrics.ts';
import type { Readiness } from '../readiness.ts';

export type OpsDeps = {
  readonly metrics: Metrics;
  readonly readiness: Readiness;
  /** The OpenAPI document of this process. */
  readonly openapi?: () => object;
  /** Answers calls from other processes of ours; `undefined` when it has nothing there. */
  readonly internal?: (request: Request) => Response | Promise<Response> | undefined;
};

/** What operators and other processes of ours see of a process; never reachable from outside. */
export function createOpsApp({ metrics, readiness, openapi, internal }: OpsDeps): Hono {
  const app = new Hono();
  app.get('/livez', (c) => c.text('ok'));
  app.get('/readyz', async (c) => {
    const faults = await readiness.faults();
    return faults.length === 0 ? c.text('ok') : c.json({ status: 'not ready', faults }, 503);
  });
  app.get('/metrics', async (c) =>
    c.body(await metrics.registry.metrics(), 200, { 'content-type': metrics.registry.contentType }),
  );
  if (openapi) app.get('/openapi.json', (c) => c.json(openapi()));
  if (internal) app.all('*', async (c) => (await internal(c.req.raw)) ?? c.notFound());
  return app;
}
