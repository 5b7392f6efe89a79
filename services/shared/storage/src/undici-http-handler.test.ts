import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { HttpRequest } from '@smithy/core/protocols';
import { expect, onTestFinished, test } from 'vitest';
import { createUndiciHandler } from './undici-http-handler.ts';

/** A server, and what asks it by a handler with one connection. */
async function aServer(
  listener: RequestListener,
  timeouts: { connect?: number; request?: number } = {},
) {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const handler = createUndiciHandler({
    connectTimeoutMs: timeouts.connect ?? 1000,
    requestTimeoutMs: timeouts.request ?? 1000,
    maxSockets: 1,
  });
  onTestFinished(() => {
    handler.destroy?.();
    server.closeAllConnections();
    server.close();
  });
  const ask = (body?: string) => {
    const request = {
      protocol: 'http:',
      hostname: '127.0.0.1',
      port,
      method: 'POST',
      path: '/',
      body,
    };
    return handler.handle(new HttpRequest({ ...request, headers: { 'x-own': 'kept' } }));
  };
  return { ask };
}

test('gives status, headers and the whole body of an answer that comes in parts', async () => {
  const { ask } = await aServer((request, response) => {
    response.writeHead(418, { 'x-got': [request.method, request.headers['x-own']].join(' ') });
    response.write('first, ');
    setTimeout(() => request.pipe(response), 5);
  });
  const { response } = await ask('said');
  expect([response.statusCode, response.headers['x-got']]).toEqual([418, 'POST kept']);
  expect(Buffer.from(response.body as Uint8Array).toString()).toBe('first, said');
});

test.each<[string, RequestListener]>([
  ['nothing comes', () => {}],
  ['the answer does not end', (_request, response) => void response.write('half')],
])('gives up when %s in time', async (_case, listener) => {
  const { ask } = await aServer(listener, { request: 30 });
  await expect(ask()).rejects.toMatchObject({
    name: 'TimeoutError',
    message: 'not answered within 30 ms',
  });
});

test('gives up when no connection becomes free in time, and does not send it later', async () => {
  const asked: string[] = [];
  const { ask } = await aServer(
    (request, response) => {
      request.on('data', (chunk) => asked.push(String(chunk)));
      setTimeout(() => response.end(), 600);
    },
    { connect: 200 },
  );
  const first = ask('first');
  await expect(ask('second')).rejects.toMatchObject({ message: 'not connected within 200 ms' });
  await first;
  await ask('third');
  expect(asked).toEqual(['first', 'third']);
});

test('calls a connection that was cut by the name that is tried again', async () => {
  const { ask } = await aServer((request) => request.socket.destroy());
  await expect(ask()).rejects.toMatchObject({ code: 'ECONNRESET' });
});
