import type { Result, Router } from 'hono/router';
import type { H, RouterRoute } from 'hono/types';
import { RegExpRouter } from 'hono/router/reg-exp-router';
import type { ServeRoute } from './serve-request.ts';
import type { RouteHandler } from './service-env.ts';

type Entry = [H, RouterRoute];

/** Of a path that has more or fewer segments than any route. */
const NOTHING: Result<Entry> = [[], []];

/**
 * Hono's fastest router, one for the paths of each number of segments: it takes no routes of which one has a word where
 * another one has a parameter, as `/recommendations/refresh/:job_id` beside `/recommendations/:user_id`, and the router that
 * takes them is some times slower. Each handler is put into what serves it when it is added. Where a middleware would do
 * that, Hono puts the two together at each request, by promises that cost more than all that is done around one; a
 * single handler it just calls.
 */
export class ServedRoutes implements Router<Entry> {
  readonly name = 'ServedRoutes';
  readonly #serve: ServeRoute;
  readonly #bySegments: (RegExpRouter<Entry> | undefined)[] = [];

  constructor(serve: ServeRoute) {
    this.#serve = serve;
  }

  /**
   * Of two routes of one length that a path could both match, as `/a/b/:c` and `/a/:b/c`, Hono says at the first request
   * of that length that it cannot take them.
   *
   * @throws Error for a middleware, which would be served as if it were a request of its own, and for a path whose number
   *   of segments is open
   */
  add(method: string, path: string, [handler, route]: Entry): void {
    if (method === 'ALL')
      throw new Error(`${path}: what is done for all routes is said in service-app`);
    if (/[*?]/.test(path)) throw new Error(`${path}: the number of segments must be known`);
    const router = (this.#bySegments[segmentsOf(path)] ??= new RegExpRouter());
    router.add(method, path, [this.#serve(method, path, handler as RouteHandler), route]);
  }

  match(method: string, path: string): Result<Entry> {
    return this.#bySegments[segmentsOf(path)]?.match(method, path) ?? NOTHING;
  }
}

/** Slashes, which is one for each segment and none to spare: `/` has one as well. */
function segmentsOf(path: string): number {
  let count = 0;
  for (let at = path.indexOf('/'); at !== -1; at = path.indexOf('/', at + 1)) count += 1;
  return count;
}
