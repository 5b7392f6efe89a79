import type { IncomingHttpHeaders } from 'node:http';
import { PROBLEM_MEDIA_TYPE } from '@books/service-kit/http/problem';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { HttpBindings } from '@hono/node-server';
import { Hono, type Context } from 'hono';
import { requestId, type RequestIdVariables } from 'hono/request-id';
import { stream } from 'undici';

export type RouterDeps = {
  /** Where the process is that serves a path, without a slash at its end; `undefined` when it is away. */
  readonly targetOf: (pathname: string) => string | undefined;
};

type RouterEnv = { Bindings: HttpBindings; Variables: RequestIdVariables };
type Headers = Record<string, string | string[]>;

/** What concerns one connection only. The host is the process's, the one that was asked for is told beside it. */
const NOT_PASSED_ON = new Set([
  'connection',
  'expect',
  'host',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/**
 * Passes each request on to the process that serves its path, as the Ingress does: bodies are streamed both ways,
 * redirects are the client's business, and the request id is the same everywhere.
 *
 * Answers go from socket to socket: to make web streams of them would take more of the machine than some processes do.
 */
export function createRouterApp({ targetOf }: RouterDeps): Hono<RouterEnv> {
  const app = new Hono<RouterEnv>();
  app.use(requestId());
  app.all('*', async (c) => {
    const { pathname, search } = new URL(c.req.url);
    const target = targetOf(pathname);
    if (target === undefined) return badGateway(c);
    const { incoming, outgoing } = c.env;
    try {
      await stream(
        `${target}${pathname}${search}`,
        {
          method: c.req.method,
          headers: { ...passedOn(incoming.headers), ...forwardedHeaders(c) },
          body: hasBody(incoming.headers) ? incoming : null,
        },
        ({ statusCode, headers }) => outgoing.writeHead(statusCode, passedOn(headers)),
      );
    } catch {
      if (!outgoing.headersSent) return badGateway(c);
      // Cut off, so that half an answer is not taken for a whole one.
      outgoing.destroy();
    }
    return RESPONSE_ALREADY_SENT;
  });
  return app;
}

function passedOn(headers: IncomingHttpHeaders): Headers {
  const named = headers.connection?.toLowerCase().split(/\s*,\s*/) ?? [];
  const passed: Headers = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined && !NOT_PASSED_ON.has(name) && !named.includes(name)) {
      passed[name] = value;
    }
  }
  return passed;
}

function hasBody(headers: IncomingHttpHeaders): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length']) > 0;
}

/** What the process cannot see itself: who asked, and for which address. */
function forwardedHeaders(c: Context<RouterEnv>): Headers {
  const earlier = c.req.header('x-forwarded-for');
  const client = c.env.incoming.socket.remoteAddress ?? 'unknown';
  return {
    'x-request-id': c.get('requestId'),
    'x-forwarded-for': earlier === undefined ? client : `${earlier}, ${client}`,
    'x-forwarded-host': c.req.header('host') ?? '',
    'x-forwarded-proto': 'http',
  };
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
