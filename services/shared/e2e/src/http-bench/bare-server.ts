// A server that does nothing but give prepared answers: what ours are compared with. Its first argument is `node` or
// `hono`; the answers come over the channel, and the port goes back.

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';

/** Bodies by path with query. */
export type BareAnswers = Readonly<Record<string, string>>;

const tell = (port: number) => process.send?.(port);

function serveWithNode(bodies: ReadonlyMap<string, string>): void {
  const server = createServer((request, response) => {
    const body = bodies.get(request.url ?? '') ?? '';
    const reply = () =>
      response
        .writeHead(200, {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
        })
        .end(body);
    if (request.method === 'GET') reply();
    else request.resume().once('end', reply);
  });
  server.listen(0, '127.0.0.1', () => tell((server.address() as AddressInfo).port));
}

function serveWithHono(bodies: ReadonlyMap<string, string>): void {
  const app = new Hono();
  const bodyOf = (url: string) => bodies.get(url.slice(url.indexOf('/', 'http://'.length))) ?? '';
  // Two segments, the second one a parameter, as most of our paths.
  app.get('/:collection/:id', (c) =>
    c.body(bodyOf(c.req.url), 200, { 'content-type': 'application/json' }),
  );
  app.post('*', async (c) => {
    await c.req.json();
    return c.body(bodyOf(c.req.url), 200, { 'content-type': 'application/json' });
  });
  serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => tell(port));
}

process.once('message', (answers: BareAnswers) => {
  const bodies = new Map(Object.entries(answers));
  if (process.argv[2] === 'node') serveWithNode(bodies);
  else serveWithHono(bodies);
});
process.once('disconnect', () => process.exit());
