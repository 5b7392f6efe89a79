import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import { HTTPException } from 'hono/http-exception';
import { routePath } from 'hono/route';
import { createDeadlines } from '../deadlines.ts';
import type { Logger } from '../logger.ts';
import type { Metrics } from '../metrics.ts';
import { runWithContext } from '../request-context.ts';
import { createAccessLog } from './access-log.ts';
import { createLoadShedder } from './load-shedder.ts';
import { handleError } from './problem.ts';
import { createBodyReceiver, type RequestBodyLimits } from './request-body.ts';
import { requestIdOf } from './request-id.ts';
import { setHeader } from './set-header.ts';
import type { ServiceEnv } from './service-env.ts';
import { requireWellFormedPath } from './well-formed-path.ts';

export type ServiceLimits = RequestBodyLimits & {
  /** After this long a request is answered with 503, in milliseconds. */
  readonly requestTimeoutMs: number;
  /** Routes, as `POST /files/:id`, that limit size and time of their bodies themselves, reading them as they come. */
  readonly uploadRoutes?: ReadonlySet<string>;
  /** Answers that take longer say that there are too many requests at a time, in milliseconds; 0 never says so. */
  readonly overloadLatencyMs: number;
};

export type ServeRequestDeps = {
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly limits: ServiceLimits;
};

/** Label of requests that no route took: their paths have no upper bound. */
const UNMATCHED = 'unmatched';

/**
 * What happens around every request: it gets its id, is refused when its path or body cannot be taken, is answered in
 * time, logged in one line and timed by route. One middleware and not six, since each level of `next()` costs every
 * request about as much as one of these does.
 */
export function serveRequest({ logger, metrics, limits }: ServeRequestDeps) {
  const receiveBody = createBodyReceiver(limits);
  const { requestTimeoutMs } = limits;
  const { within } = createDeadlines(
    requestTimeoutMs,
    () => new HTTPException(503, { message: `no answer within ${requestTimeoutMs} ms` }),
  );
  const logAccess = createAccessLog(logger);
  const shedder = createLoadShedder({ metrics, overloadLatencyMs: limits.overloadLatencyMs });
  return createMiddleware<ServiceEnv>(async (c, next) => {
    const requestId = requestIdOf(c);
    const { method } = c.req;
    const route = routeOf(c);
    c.set('requestId', requestId);
    c.set('logger', logger);
    setHeader(c, 'x-request-id', requestId);
    const isUpload = limits.uploadRoutes?.has(`${method} ${route}`) ?? false;
    const receiving = isUpload ? undefined : receiveBody(c);
    const refusal = receiving && (await refusalOf(receiving));
    // From here on the time is ours: a slow line is no slow answer.
    const startedAtMs = performance.now();
    // Whoever sends a large file on a slow line does not say that there is too much to do.
    const leave = isUpload ? () => {} : shedder.enter(c, route);
    if (leave === undefined) {
      // Not logged: in an overload there are thousands a second.
      const seconds = (performance.now() - startedAtMs) / 1000;
      metrics.httpRequestDuration.observe({ method, route, status: c.res.status }, seconds);
      return;
    }
    await runWithContext({ requestId, endpoint: route }, async () => {
      try {
        if (refusal !== undefined) throw refusal;
        requireWellFormedPath(c);
        await (isUpload ? next() : within(next));
      } catch (error) {
        c.res = handleError(error, c);
      } finally {
        leave();
      }
    });
    const durationMs = performance.now() - startedAtMs;
    const { status } = c.res;
    metrics.httpRequestDuration.observe({ method, route, status }, durationMs / 1000);
    logAccess({ method, route, status }, requestId, durationMs);
  });
}

function routeOf(c: Context): string {
  const path = routePath(c, -1);
  return path.endsWith('*') ? UNMATCHED : path;
}

/** What a promise is rejected with; nothing where it is fulfilled. */
async function refusalOf(promise: Promise<void>): Promise<Error | undefined> {
  try {
    await promise;
    return undefined;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
