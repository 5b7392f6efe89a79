import { expect, test } from 'vitest';
import type { ServerResponse } from 'node:http';
import { startListener, startServer } from './server.ts';

const OWN = { 'x-own': '1', 'X-Frame-Options': 'SAMEORIGIN' };

const onAnyPort = { port: 0, portVariable: 'PORT', hostname: '127.0.0.1' };

test('answers on the port it took', async () => {
  const server = await startServer({ ...onAnyPort, fetch: () => new Response('hello') });
  const response = await fetch(`http://127.0.0.1:${server.port}/`);
  expect(await response.text()).toBe('hello');
  await server.close(100);
});

test('sets headers that keep browsers from mistakes, and lets an app say otherwise', async () => {
  const server = await startServer({
    ...onAnyPort,
    fetch: (request) =>
      new URL(request.url).pathname === '/page'
        ? new Response('', { headers: { 'content-security-policy': "default-src 'self'" } })
        : Response.json({}, { status: 500 }),
  });
  const headersOf = async (path: string) =>
    (await fetch(`http://127.0.0.1:${server.port}${path}`)).headers;
  const headers = await headersOf('/');
  const names = ['content-security-policy', 'x-content-type-options', 'referrer-policy'];
  expect(names.map((name) => headers.get(name))).toEqual([
    "default-src 'none'; frame-ancestors 'none'",
    'nosniff',
    'no-referrer',
  ]);
  expect((await headersOf('/page')).get('content-security-policy')).toBe("default-src 'self'");
  await server.close(100);
});

test.each([
  ['headers of an answer', (response: ServerResponse) => response.writeHead(200, OWN)],
  ['with a reason', (response: ServerResponse) => response.writeHead(200, 'Fine', OWN)],
  ['a list', (response: ServerResponse) => response.writeHead(200, Object.entries(OWN).flat())],
  ['one by one', (response: ServerResponse) => response.setHeaders(new Map(Object.entries(OWN)))],
  [
    'both ways',
    (response: ServerResponse) =>
      response.setHeader('x-own', '1').writeHead(200, { 'X-Frame-Options': 'SAMEORIGIN' }),
  ],
])('sends each header once: %s', async (_, begin) => {
  const server = await startListener({
    ...onAnyPort,
    listener: (_request, response) => void begin(response).end(),
  });
  const { headers } = await fetch(`http://127.0.0.1:${server.port}/`);
  expect(headers.get('x-own')).toBe('1');
  expect(headers.get('x-frame-options')).toBe('SAMEORIGIN');
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  await server.close(100);
});

test('names the port and its variable when the port is taken', async () => {
  const first = await startServer({ ...onAnyPort, fetch: () => new Response() });
  await expect(
    startServer({ ...onAnyPort, port: first.port, fetch: () => new Response() }),
  ).rejects.toThrow(`port ${first.port} is in use by another program: stop it or set PORT`);
  await first.close(100);
});

test('lets a running request end before it closes', async () => {
  const gate = Promise.withResolvers<void>();
  const arrived = Promise.withResolvers<void>();
  const server = await startServer({
    ...onAnyPort,
    fetch: async () => {
      arrived.resolve();
      await gate.promise;
      return new Response('finished');
    },
  });
  const request = fetch(`http://127.0.0.1:${server.port}/`);
  await arrived.promise;
  const closed = server.close(5000);
  gate.resolve();
  expect(await (await request).text()).toBe('finished');
  await closed;
});

test('ends keep-alive connections while it drains', async () => {
  const server = await startServer({ ...onAnyPort, fetch: () => new Response('ok') });
  server.drain();
  const response = await fetch(`http://127.0.0.1:${server.port}/`);
  expect(response.headers.get('connection')).toBe('close');
  await server.close(100);
});

test('cuts off what does not end in time', async () => {
  const arrived = Promise.withResolvers<void>();
  const server = await startServer({
    ...onAnyPort,
    fetch: () => {
      arrived.resolve();
      return new Promise<Response>(() => {});
    },
  });
  const outcome = fetch(`http://127.0.0.1:${server.port}/`).then(
    () => 'answered',
    () => 'cut off',
  );
  await arrived.promise;
  await server.close(20);
  expect(await outcome).toBe('cut off');
});
