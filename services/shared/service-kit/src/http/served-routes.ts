import type { H, RouterRoute } from 'hono/types';
import { RegExpRouter } from 'hono/router/reg-exp-router';
import { SmartRouter } from 'hono/router/smart-router';
import { TrieRouter } from 'hono/router/trie-router';
import type { ServeRoute } from './serve-request.ts';
import type { RouteHandler } from './service-env.ts';

type Entry = [H, RouterRoute];

/**
 * Hono's own router, but each handler is put into what serves it when it is added. Where a middleware would do that, Hono
 * puts the two together at each request, by promises that cost more than all that is done around one; a single handler
 * it just calls.
 */
export class ServedRoutes extends SmartRouter<Entry> {
  readonly #serve: ServeRoute;

  constructor(serve: ServeRoute) {
    super({ routers: [new RegExpRouter<Entry>(), new TrieRouter<Entry>()] });
    this.#serve = serve;
  }

  /** @throws Error for a middleware, which would be served as if it were a request of its own */
  override add(method: string, path: string, [handler, route]: Entry): void {
    if (method === 'ALL')
      throw new Error(`${path}: what is done for all routes is said in service-app`);
    super.add(method, path, [this.#serve(method, path, handler as RouteHandler), route]);
  }
}
