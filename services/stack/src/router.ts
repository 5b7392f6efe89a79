import { PROBLEM_MEDIA_TYPE } from '@books/service-kit/http/problem';
import { getConnInfo } from '@hono/node-server/conninfo';
import { Hono, type Context } from 'hono';
import { proxy } from 'hono/proxy';
import { requestId, type RequestIdVariables } from 'hono/request-id';

export type RouterDeps = {
  /** Where the process is that serves a path, without a slash at its end; `undefined` when it is away. */
  readonly targetOf: (pathname: string) => string | undefined;
};

type RouterEnv = { Variables: RequestIdVariables };

/**
 * Passes each request on to the process that serves its path, as the Ingress does: bodies are streamed both ways,
 * redirects are the client's business, and the request id is the same everywhere.
 */
export function createRouterApp({ targetOf }: RouterDeps): Hono<RouterEnv> {
  const app = new Hono<RouterEnv>();
  app.use(requestId());
  app.all('*', async (c) => {
    const { pathname, search } = new URL(c.req.url);
    const target = targetOf(pathname);
    if (target === undefined) return badGateway(c);
    try {
      return await proxy(`${target}${pathname}${search}`, {
        raw: c.req.raw,
        customFetch: (request) => {
          for (const [name, value] of forwardedHeaders(c)) request.headers.set(name, value);
          return fetch(request, { redirect: 'manual' });
        },
      });
    } catch {
      return badGateway(c);
    }
  });
  return app;
}

/** What the process cannot see itself: who asked, and for which address. */
function forwardedHeaders(c: Context<RouterEnv>): [name: string, value: string][] {
  const earlier = c.req.header('x-forwarded-for');
  const client = getConnInfo(c).remote.address ?? 'unknown';
  return [
    ['x-request-id', c.get('requestId')],
    ['x-forwarded-for', earlier === undefined ? client : `${earlier}, ${client}`],
    ['x-forwarded-host', c.req.header('host') ?? ''],
    ['x-forwarded-proto', 'http'],
  ];
}

function badGateway(c: Context<RouterEnv>): Response {
  const detail = 'the process that serves this path does not answer, try again in a moment';
  const problem = {
    type: 'urn:problem:bad_gateway',
    title: 'Bad gateway',
    status: 502,
    detail,
    instance: c.get('requestId'),
    error: 'bad_gateway',
    message: detail,
  };
  return c.body(JSON.stringify(problem), 502, {
    'content-type': PROBLEM_MEDIA_TYPE,
    'cache-control': 'no-store',
  });
}
