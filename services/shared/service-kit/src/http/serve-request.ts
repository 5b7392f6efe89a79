import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { createDeadlines } from '../deadlines.ts';
import type { Logger } from '../logger.ts';
import type { Metrics } from '../metrics.ts';
import { runWithContext } from '../request-context.ts';
import { createLoadShedder, OPEN_GATE } from './load-shedder.ts';
import { handleError } from './problem.ts';
import { createBodyReceiver, type RequestBodyLimits } from './request-body.ts';
import { requestIdOf } from './request-id.ts';
import { createRequestNotes } from './request-notes.ts';
import { setHeader } from './headers.ts';
import type { RouteHandler, ServiceEnv } from './service-env.ts';
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

/** Makes of what answers the requests of a route what serves them. @param path its template, the label of its requests */
export type ServeRoute = (method: string, path: string, answer: RouteHandler) => RouteHandler;

/**
 * What happens around every request: it gets its id, is refused when its path or body cannot be taken, is answered in
 * time, logged in one line and timed by route. A function around the handler and no middleware: see `served-routes`.
 */
export function createRouteServer({ logger, metrics, limits }: ServeRequestDeps): ServeRoute {
  const receiveBody = createBodyReceiver(limits);
  const { requestTimeoutMs } = limits;
  const { within } = createDeadlines(
    requestTimeoutMs,
    () => new HTTPException(503, { message: `no answer within ${requestTimeoutMs} ms` }),
  );
  const shedder = createLoadShedder({ metrics, overloadLatencyMs: limits.overloadLatencyMs });

  return (routeMethod, route, answer) => {
    const isUpload = limits.uploadRoutes?.has(`${routeMethod} ${route}`) ?? false;
    const notesOf = createRequestNotes({ logger, metrics }, route);

    // Whoever sends a large file on a slow line does not say that there is too much to do.
    const gate = isUpload ? OPEN_GATE : shedder.gateOf(route);

    const serve = (c: Context<ServiceEnv>, requestId: string, refusal?: unknown) => {
      // From here on the time is ours: a slow line is no slow answer.
      const startedAtMs = performance.now();
      const { method } = c.req;
      if (!gate.tryEnter()) {
        const refused = shedder.sendAway(c);
        // Not logged: in an overload there are thousands a second.
        notesOf(method, refused.status).observe((performance.now() - startedAtMs) / 1000);
        return refused;
      }
      const served = (response: Response): Response => {
        const endedAtMs = performance.now();
        gate.leave(startedAtMs, endedAtMs);
        const { observe, log } = notesOf(method, response.status);
        observe((endedAtMs - startedAtMs) / 1000);
        log(requestId, endedAtMs - startedAtMs);
        return response;
      };
      const failed = (error: unknown) => served(handleError(error, c));
      let answering: Response | Promise<Response>;
      try {
        if (refusal !== undefined) throw refusal;
        requireWellFormedPath(c);
        answering = answer(c);
      } catch (error) {
        return failed(error);
      }
      if (!(answering instanceof Promise)) return served(answering);
      return (isUpload ? answering : within(answering, startedAtMs)).then(served, failed);
    };

    return (c) => {
      const requestId = requestIdOf(c);
      c.set('logger', logger);
      setHeader(c, 'x-request-id', requestId);
      const context = { requestId, endpoint: route };
      const begin = (refusal?: unknown) =>
        runWithContext(context, () => serve(c, requestId, refusal));
      const receiving = isUpload ? undefined : receiveBody(c);
      return receiving === undefined ? begin() : receiving.then(() => begin(), begin);
    };
  };
}
