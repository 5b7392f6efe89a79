import { OpenAPIHono, type RouteConfig } from '@hono/zod-openapi';
import type { Context, MiddlewareHandler } from 'hono';
import { invalidRequest } from './invalid-request.ts';
import { createInputReader } from './request-input.ts';
import type { ServiceEnv } from './service-env.ts';
import { admissionOf } from './who-may-call.ts';

type AddRoute = OpenAPIHono<ServiceEnv>['openapi'];
type Handler = (c: Context<ServiceEnv>) => Response | Promise<Response>;
type RouteDefinition = RouteConfig & { middleware?: MiddlewareHandler | MiddlewareHandler[] };

/**
 * A router whose routes answer invalid input with a problem document, after they have made sure that the caller may make
 * the request: each definition says who may, see `who-may-call`. Every route file makes its own, because the
 * validation hook belongs to the router and is not inherited by mounting.
 *
 * Its `openapi` does what that of zod-openapi does, but checks all that a request brings in front of the handler in one
 * step: there every part is a middleware of its own, which costs more than the check.
 */
export function createRouter(): OpenAPIHono<ServiceEnv> {
  const router = new OpenAPIHono<ServiceEnv>({
    defaultHook: (result) => {
      if (!result.success) throw invalidRequest(result.error.issues);
    },
  });
  const addAsMiddleware = router.openapi;
  const add = ({ middleware = [], ...route }: RouteDefinition, handler: Handler) => {
    const admit = admissionOf(route.security, route.path);
    const readInput = createInputReader(route.request);
    if (readInput === undefined) {
      const admitFirst: MiddlewareHandler<ServiceEnv> = async (c, next) => {
        admit(c);
        await next();
      };
      const all = [admitFirst, ...[middleware].flat()];
      return untyped(addAsMiddleware)({ middleware: all, ...route }, handler);
    }
    router.openAPIRegistry.registerPath(route);
    const path = route.path.replaceAll(/\/{(.+?)}/g, '/:$1');
    router.on([route.method], [path], ...[middleware].flat(), (c: Context<ServiceEnv>) => {
      admit(c);
      const reading = readInput(c);
      return reading === undefined ? handler(c) : reading.then(() => handler(c));
    });
    return router;
  };
  router.openapi = typed(add);
  return router;
}

type UntypedAddRoute = (route: RouteDefinition, handler: Handler) => OpenAPIHono<ServiceEnv>;

// What a handler gets and gives follows from the definition of its route, which only the signature of the original can
// say. Both have the same arguments at run time.
const typed = (add: UntypedAddRoute) => add as unknown as AddRoute;
const untyped = (add: AddRoute) => add as unknown as UntypedAddRoute;
