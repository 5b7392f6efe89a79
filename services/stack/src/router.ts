import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage, RequestListener } from 'node:http';
import type { ServerResponse } from 'node:http';
import { PROBLEM_MEDIA_TYPE } from '@books/service-kit/http/problem';
import { Agent, type Dispatcher } from 'undici';

export type RouterDeps = {
  /** Where the process is that serves a path, without a slash at its end; `undefined` when it is away. */
  readonly targetOf: (pathname: string) => string | undefined;
};

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

/** As the processes take it; another one gets a new id from here. */
const REQUEST_ID = /^[\w=-]{1,255}$/;

/**
 * Passes each request on to the process that serves its path, as the Ingress does: bodies are streamed both ways,
 * redirects are the client's business, and the request id is the same everywhere.
 *
 * Answers go from socket to socket, without a framework or web streams between them: those would take more of the
 * machine than some processes do.
 */
export function createRouter({ targetOf }: RouterDeps): RequestListener {
  const agent = new Agent();
  return (incoming, outgoing) => {
    const { method = 'GET', url = '/', headers } = incoming;
    const query = url.indexOf('?');
    const origin = targetOf(query === -1 ? url : url.slice(0, query));
    const requestId = requestIdOf(headers);
    if (origin === undefined) {
      badGateway(outgoing, requestId);
      return;
    }
    agent.dispatch(
      {
        origin,
        path: url,
        method,
        headers: { ...passedOn(headers), ...forwardedHeaders(incoming, requestId) },
        body: hasBody(headers) ? incoming : null,
      },
      answerInto(outgoing, requestId),
    );
  };
}

/** Writes the answer as it comes; no faster than the client reads it, and no longer than the client is there. */
function answerInto(outgoing: ServerResponse, requestId: string): Dispatcher.DispatchHandler {
  return {
    onRequestStart: (controller) => {
      outgoing.once('close', () => {
        if (!outgoing.writableFinished) controller.abort(new Error('the client has gone'));
      });
    },
    onResponseStart: (_controller, statusCode, headers) => {
      if (statusCode >= 200) outgoing.writeHead(statusCode, passedOn(headers));
    },
    onResponseData: (controller, chunk) => {
      if (outgoing.write(chunk)) return;
      controller.pause();
      outgoing.once('drain', () => controller.resume());
    },
    onResponseEnd: () => void outgoing.end(),
    onResponseError: () => {
      if (!outgoing.headersSent) badGateway(outgoing, requestId);
      // Cut off, so that half an answer is not taken for a whole one.
      else outgoing.destroy();
    },
  };
}

function requestIdOf(headers: IncomingHttpHeaders): string {
  const brought = headers['x-request-id'];
  return typeof brought === 'string' && REQUEST_ID.test(brought) ? brought : randomUUID();
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
function forwardedHeaders({ headers, socket }: IncomingMessage, requestId: string): Headers {
  const earlier = headers['x-forwarded-for'];
  const client = socket.remoteAddress ?? 'unknown';
  return {
    'x-request-id': requestId,
    'x-forwarded-for': earlier === undefined ? client : `${String(earlier)}, ${client}`,
    'x-forwarded-host': headers.host ?? '',
    'x-forwarded-proto': 'http',
  };
}

function badGateway(outgoing: ServerResponse, requestId: string): void {
  const detail = 'the process that serves this path does not answer, try again in a moment';
  const problem = {
    type: 'urn:problem:bad_gateway',
    title: 'Bad gateway',
    status: 502,
    detail,
    instance: requestId,
    error: 'bad_gateway',
    message: detail,
  };
  outgoing
    .writeHead(502, {
      'content-type': PROBLEM_MEDIA_TYPE,
      'cache-control': 'no-store',
      'x-request-id': requestId,
    })
    .end(JSON.stringify(problem));
}
