import { createMiddleware } from 'hono/factory';
import { routePath } from 'hono/route';
import type { Logger } from '../logger.ts';
import type { Metrics } from '../metrics.ts';
import type { ServiceEnv } from './service-env.ts';

/** Label of requests that no route took: their paths have no upper bound. */
const UNMATCHED = 'unmatched';

/** Logs each request in one line and times it by route. */
export function access({ logger, metrics }: { logger: Logger; metrics: Metrics }) {
  return createMiddleware<ServiceEnv>(async (c, next) => {
    const startedAt = performance.now();
    const requestId = c.get('requestId');
    c.set('logger', logger.child({ requestId }));
    await next();
    const durationMs = performance.now() - startedAt;
    const path = routePath(c, -1);
    const route = path.endsWith('*') ? UNMATCHED : path;
    const { method } = c.req;
    const { status } = c.res;
    metrics.httpRequestDuration.observe({ method, route, status }, durationMs / 1000);
    logger.info(
      { requestId, method, route, status, durationMs: Math.round(durationMs * 100) / 100 },
      'request served',
    );
  });
}
