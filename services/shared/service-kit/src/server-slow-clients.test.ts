import type { HttpBindings } from '@hono/node-server';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, expect, test } from 'vitest';
import { createServiceApp } from './http/service-app.ts';
import { createSilentLogger } from './logger.ts';
import { createMetrics } from './metrics.ts';
import { startServer, type RunningServer } from './server.ts';

/** What slow clients are given here, in milliseconds. */
const TIMEOUT_MS = 200;
/** Requests that a process serves at a time when it begins, see `createConcurrencyLimit`. */
const PLACES = 256;

const open: { server?: RunningServer; sockets: Socket[] } = { sockets: [] };
afterEach(async () => {
  for (const socket of open.sockets.splice(0)) socket.destroy();
  await open.server?.close(100);
});

async function aServer() {
  const app = createServiceApp({
    logger: createSilentLogger(),
    metrics: createMetrics(),
    limits: { bodyTimeoutMs: TIMEOUT_MS },
  });
  app.post('/echo', async (c) => c.json(await c.req.json()));
  const hungUp = Promise.withResolvers<void>();
  app.get('/large', (c) => {
    const { outgoing } = c.env as unknown as HttpBindings; // what a Node server brings
    outgoing.once('close', hungUp.resolve);
    return c.text('x'.repeat(20_000_000));
  });
  const server = await startServer({
    fetch: app.fetch,
    port: 0,
    portVariable: 'PORT',
    hostname: '127.0.0.1',
    timeouts: { headersMs: TIMEOUT_MS, silenceMs: 5 * TIMEOUT_MS },
  });
  open.server = server;
  const url = `http://127.0.0.1:${server.port}`;
  const connection = (bytes: string) => {
    const socket = connect(server.port, '127.0.0.1');
    socket.on('error', () => {});
    socket.write(bytes);
    open.sockets.push(socket);
    return socket;
  };
  const echo = () =>
    fetch(`${url}/echo`, {
      method: 'POST',
      body: '{"a":1}',
      headers: { 'content-type': 'application/json' },
    });
  return { connection, echo, hungUp: hungUp.promise };
}

const HEAD = 'POST /echo HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n';

test.each([
  ['no bytes at all', ''],
  ['headers that never end', 'GET / HTTP/1.1\r\nhost: x\r\nx-a: b\r\n'],
])('cuts off a client that sends %s', async (_, bytes) => {
  const { connection } = await aServer();
  const startedAtMs = performance.now();
  await text(connection(bytes)).catch(() => '');
  expect(performance.now() - startedAtMs).toBeLessThan(20 * TIMEOUT_MS);
});

test.each([
  ['with a length', `${HEAD}content-length: 7\r\n\r\n{"a"`],
  ['in chunks', `${HEAD}transfer-encoding: chunked\r\n\r\n4\r\n{"a"\r\n`],
])('answers 408 to a body %s that never ends, and hangs up', async (_, bytes) => {
  const { connection } = await aServer();
  const answer = await text(connection(bytes)).catch(String);
  expect(answer).toContain('HTTP/1.1 408 ');
  expect(answer).toContain('"error":"request_timeout"');
  expect(answer.toLowerCase()).toContain('connection: close');
});

test('serves others while more clients than it has places send their bodies slowly', async () => {
  const { connection, echo } = await aServer();
  const slow = Array.from({ length: PLACES + 50 }, () =>
    connection(`${HEAD}content-length: 7\r\n\r\n{`),
  );
  const ends = slow.map((socket) => text(socket).catch(String));
  const answers = [];
  for (let n = 0; n < 20; n += 1) answers.push((await echo()).status);
  expect(new Set(answers)).toEqual(new Set([200]));
  for (const answer of await Promise.all(ends)) expect(answer).toContain('HTTP/1.1 408 ');
  expect((await echo()).status).toBe(200);
});

test('hangs up on a client that does not read its answer', async () => {
  const { connection, hungUp } = await aServer();
  connection('GET /large HTTP/1.1\r\nhost: x\r\n\r\n').pause();
  await expect(hungUp).resolves.toBeUndefined();
});
