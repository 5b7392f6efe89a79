import { OpenAPIHono } from '@hono/zod-openapi';
import { methodNotAllowed } from 'hono/method-not-allowed';
import type { Logger } from '../logger.ts';
import type { Metrics } from '../metrics.ts';
import { health } from './health.ts';
import { handleError, handleMethodNotAllowed, handleNotFound } from './problem.ts';
import { serveRequest, type ServiceLimits } from './serve-request.ts';
import type { ServiceEnv } from './service-env.ts';

export type ServiceDeps = {
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly limits?: Partial<ServiceLimits>;
};

const DEFAULT_LIMITS: ServiceLimits = { bodyBytes: 1024 * 1024, requestTimeoutMs: 10_000 };

/** An app with what every API does before and after its own routes, and with `/healthz` and `/health`. */
export function createServiceApp({ logger, metrics, limits }: ServiceDeps) {
  const app = new OpenAPIHono<ServiceEnv>();
  app.use(serveRequest({ logger, metrics, limits: { ...DEFAULT_LIMITS, ...limits } }));
  app.onError(handleError);
  // Asked only when no route took the request, and not before each.
  const checkMethod = methodNotAllowed({ app, onMethodNotAllowed: handleMethodNotAllowed });
  app.notFound(async (c) => {
    c.res = handleNotFound(c);
    await checkMethod(c, async () => {});
    return c.res;
  });
  app.route('/', health());
  return app;
}
