import { OpenAPIHono } from '@hono/zod-openapi';
import type { MiddlewareHandler } from 'hono';
import { cors } from 'hono/cors';
import { methodNotAllowed } from 'hono/method-not-allowed';
import type { Logger } from '../logger.ts';
import type { Metrics } from '../metrics.ts';
import { callers, type CallersOptions } from './callers.ts';
import { health } from './health.ts';
import { handleError, handleMethodNotAllowed, handleNotFound } from './problem.ts';
import { createRouteServer, type ServeRoute, type ServiceLimits } from './serve-request.ts';
import { ServedRoutes } from './served-routes.ts';
import type { RouteHandler, ServiceEnv } from './service-env.ts';
import { BEARER } from './who-may-call.ts';

export type ServiceDeps = {
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly limits?: Partial<ServiceLimits>;
  /** Who may call; without it everybody may do everything, as often as they like. */
  readonly access?: ServiceAccess;
};

/** Without an `authenticator` no token is looked at, without a `rateLimiter` no request is counted. */
export type ServiceAccess = CallersOptions & {
  /** Sites whose pages may call from a browser; `*` for all. None if not given. */
  readonly corsOrigins?: readonly string[];
};

const DEFAULT_LIMITS: ServiceLimits = {
  bodyBytes: 1024 * 1024,
  bodyTimeoutMs: 10_000,
  requestTimeoutMs: 10_000,
  overloadLatencyMs: 1000,
};

/** Label of requests that no route took: their paths have no upper bound. */
const UNMATCHED = 'unmatched';

/** An app with what every API does before and after its own routes, and with `/healthz` and `/health`. */
export function createServiceApp({ logger, metrics, limits, access = {} }: ServiceDeps) {
  const serve = createRouteServer({ logger, metrics, limits: { ...DEFAULT_LIMITS, ...limits } });
  const withAccess = accessTo(access);
  const serveForCallers: ServeRoute = (method, path, answer) =>
    serve(method, path, withAccess(answer));
  const app = new OpenAPIHono<ServiceEnv>({ router: new ServedRoutes(serveForCallers) });
  app.onError(handleError);
  // Asked only when no route took the request, and not before each.
  const checkMethod = methodNotAllowed({ app, onMethodNotAllowed: handleMethodNotAllowed });
  const answerUnmatched: RouteHandler = async (c) => {
    c.res = handleNotFound(c);
    await checkMethod(c, async () => {});
    return c.res;
  };
  app.notFound(serveForCallers('ALL', UNMATCHED, answerUnmatched));
  app.openAPIRegistry.registerComponent('securitySchemes', BEARER, {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description: 'Needed where the service runs with `AUTH_MODE=jwt`',
  });
  app.route('/', health());
  return app;
}

/** Lets handlers answer those only that may call, and tells browsers what they may pass on. */
function accessTo(access: ServiceAccess): (answer: RouteHandler) => RouteHandler {
  const { authenticator, rateLimiter, corsOrigins } = access;
  const identify = authenticator || rateLimiter ? callers(access) : undefined;
  const crossing = corsOrigins && crossOrigin(corsOrigins);
  return (answer) => {
    const answerCaller: RouteHandler =
      identify === undefined ? answer : (c) => identify(c).then(() => answer(c));
    return crossing === undefined ? answerCaller : inside(crossing, answerCaller);
  };
}

/** A handler inside a middleware of Hono's, which sees failures as the answers that they become. */
function inside(middleware: MiddlewareHandler<ServiceEnv>, answer: RouteHandler): RouteHandler {
  return async (c) => {
    const own = await middleware(c, async () => {
      try {
        c.res = await answer(c);
      } catch (error) {
        c.res = handleError(error, c);
      }
    });
    return own ?? c.res;
  };
}

/** What the browsers of other sites' visitors are told. No cookies are used, so none are asked for. */
function crossOrigin(origins: readonly string[]) {
  return cors({
    origin: origins.includes('*') ? '*' : [...origins],
    allowHeaders: ['authorization', 'content-type', 'if-none-match', 'x-request-id'],
    exposeHeaders: [
      'etag',
      'location',
      'ratelimit',
      'ratelimit-policy',
      'retry-after',
      'server-timing',
      'x-request-id',
    ],
    maxAge: 600,
  });
}
