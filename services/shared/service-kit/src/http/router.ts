import { OpenAPIHono, type RouteConfig } from '@hono/zod-openapi';
import { createInputReader } from './request-input.ts';
import type { RouteHandler, ServiceEnv } from './service-env.ts';
import { admissionOf } from './who-may-call.ts';

type AddRoute = OpenAPIHono<ServiceEnv>['openapi'];

/**
 * A router whose routes answer invalid input with a problem document, after they have made sure that the caller may make
 * the request: each definition says who may, see `who-may-call`.
 *
 * Its `openapi` does what that of zod-openapi does, but makes one handler of a route that checks all that a request
 * brings: there every part is a middleware of its own, which costs more than the check.
 */
export function createRouter(): OpenAPIHono<ServiceEnv> {
  const router = new OpenAPIHono<ServiceEnv>();
  const add = (route: RouteConfig, answer: RouteHandler) => {
    const admit = admissionOf(route.security, route.path);
    const readInput = createInputReader(route.request);
    router.openAPIRegistry.registerPath(route);
    const path = route.path.replaceAll(/\/{(.+?)}/g, '/:$1');
    const readAndAnswer: RouteHandler = (c) => {
      admit(c);
      const reading = readInput(c);
      return reading === undefined ? answer(c) : reading.then(() => answer(c));
    };
    router.on([route.method], [path], readAndAnswer);
    return router;
  };
  router.openapi = typed(add);
  return router;
}

// What a handler gets and gives follows from the definition of its route, which only the signature of the original can
// say. Both have the same arguments at run time.
const typed = (add: (route: RouteConfig, answer: RouteHandler) => OpenAPIHono<ServiceEnv>) =>
  add as unknown as AddRoute;
