import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';

/** @param bindings Node's own request and response, see `setHeader` */
export type Fetch = (request: Request, bindings: object) => Response | Promise<Response>;

export type ServerOptions = {
  readonly fetch: Fetch;
  /** 0 takes any free port. */
  readonly port: number;
  /** The variable that sets the port, named when the port is taken. */
  readonly portVariable: string;
  readonly hostname?: string;
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
/** Time for a client to send its headers, and its whole request: slower ones are cut off. */
const HEADERS_TIMEOUT_MS = 10_000;
/** Long enough for a file of 100 MB on a slow line. */
const REQUEST_TIMEOUT_MS = 900_000;
/** How often connections without a request are looked for while the server closes. */
const IDLE_SWEEP_MS = 10;

/**
 * On every answer, also on one that went wrong; what an app sets itself wins. Browsers take no notice of the last one
 * without TLS.
 */
const SECURITY_HEADERS = new Map([
  ['content-security-policy', "default-src 'none'; frame-ancestors 'none'"],
  ['x-content-type-options', 'nosniff'],
  ['x-frame-options', 'DENY'],
  ['referrer-policy', 'no-referrer'],
  ['strict-transport-security', 'max-age=31536000; includeSubDomains'],
]);

/** @throws Error with a sentence that names the port and its variable when the port is taken */
export async function startServer({
  fetch,
  port,
  portVariable,
  hostname,
}: ServerOptions): Promise<RunningServer> {
  const server = createAdaptorServer({
    fetch,
    createServer,
    serverOptions: {
      keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
      headersTimeout: HEADERS_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
    },
  }) as Server; // what `createServer` above makes
  server.prependListener('request', (_request, response) => {
    response.setHeaders(SECURITY_HEADERS);
  });
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
  server: Server,
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
