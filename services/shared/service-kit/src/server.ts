import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { ListedResponse } from './listed-response.ts';

/** @param bindings Node's own request and response, see `setHeader` */
export type Fetch = (request: Request, bindings: object) => Response | Promise<Response>;

export type ServerOptions = ListenerOptions & { readonly fetch: Fetch };

type ListenerOptions = {
  /** 0 takes any free port. */
  readonly port: number;
  /** The variable that sets the port, named when the port is taken. */
  readonly portVariable: string;
  readonly hostname?: string;
  readonly timeouts?: Partial<ServerTimeouts>;
};

/** How long clients may take, in milliseconds: slower ones are cut off, so that they hold nothing for long. */
export type ServerTimeouts = {
  /** To send the headers of a request, from when the connection or the next request begins. */
  readonly headersMs: number;
  /** To send a whole request. */
  readonly requestMs: number;
  /** Without a byte in either direction while a request is served, such as an answer that nobody reads. */
  readonly silenceMs: number;
};

export type RunningServer = {
  readonly port: number;
  /** Ends keep-alive connections with their next answer, so that clients go elsewhere. */
  drain(): void;
  /** Takes no new connection and waits for running requests; at `graceMs` it cuts what is left. */
  close(graceMs: number): Promise<void>;
};

/** Longer than an ALB keeps idle connections (60 s), so that it never writes into one we have just closed. */
const KEEP_ALIVE_TIMEOUT_MS = 65_000;
const DEFAULT_TIMEOUTS: ServerTimeouts = {
  headersMs: 10_000,
  // Long enough for a file of 100 MB on a slow line. Other bodies have their limit in `http/request-body`.
  requestMs: 900_000,
  // Longer than any answer takes.
  silenceMs: 60_000,
};
/** How often slow clients are looked for: Node's own half a minute would make ten seconds forty. */
const LOOKS_PER_HEADERS_TIMEOUT = 5;
/** How often connections without a request are looked for while the server closes. */
const IDLE_SWEEP_MS = 10;

/** @throws Error with a sentence that names the port and its variable when the port is taken */
export function startServer({ fetch, ...options }: ServerOptions): Promise<RunningServer> {
  const answer = getRequestListener(fetch);
  // It answers failures itself.
  return startListener({
    ...options,
    listener: (request, response) => void answer(request, response),
  });
}

/** As {@link startServer}, for what works with Node's own requests and responses. */
export async function startListener({
  listener,
  port,
  portVariable,
  hostname,
  timeouts,
}: ListenerOptions & { readonly listener: RequestListener }): Promise<RunningServer> {
  const { headersMs, requestMs, silenceMs } = { ...DEFAULT_TIMEOUTS, ...timeouts };
  const server = createServer(
    {
      keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
      headersTimeout: headersMs,
      requestTimeout: requestMs,
      ServerResponse: ListedResponse,
      connectionsCheckingInterval: Math.ceil(headersMs / LOOKS_PER_HEADERS_TIMEOUT),
    },
    listener,
  );
  server.setTimeout(silenceMs);
  let isDraining = false;
  const drain = () => {
    if (isDraining) return;
    isDraining = true;
    server.prependListener('request', (_request, response) => {
      response.setHeader('connection', 'close');
    });
  };
  await listen(server, port, portVariable, hostname);
  return {
    port: (server.address() as AddressInfo).port,
    drain,
    close(graceMs) {
      drain();
      const cut = setTimeout(() => server.closeAllConnections(), graceMs);
      // A request that began before the drain leaves its connection open and idle, and closing waits for it.
      const sweep = setInterval(() => server.closeIdleConnections(), IDLE_SWEEP_MS);
      return new Promise((resolve, reject) => {
        server.close((error) => {
          clearTimeout(cut);
          clearInterval(sweep);
          if (error) reject(error);
          else resolve();
        });
        server.closeIdleConnections();
      });
    },
  };
}

function listen(
  server: ReturnType<typeof createServer>,
  port: number,
  portVariable: string,
  hostname?: string,
): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(
        error.code === 'EADDRINUSE'
          ? new Error(`port ${port} is in use by another program: stop it or set ${portVariable}`, {
              cause: error,
            })
          : error,
      );
    });
    server.listen(port, hostname, resolve);
  });
}
