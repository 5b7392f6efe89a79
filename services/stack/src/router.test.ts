import { startListener, startServer } from '@books/service-kit/server';
import { expect, onTestFinished, test } from 'vitest';
import { createRouter, type RouterDeps } from './router.ts';

type Handler = (request: Request) => Response | Promise<Response>;

async function serve(fetch: Handler): Promise<string> {
  const server = await startServer({ fetch, port: 0, portVariable: 'PORT', hostname: '127.0.0.1' });
  onTestFinished(() => server.close(0));
  return `http://127.0.0.1:${server.port}`;
}

async function serveRouter(targetOf: RouterDeps['targetOf']): Promise<string> {
  const server = await startListener({
    listener: createRouter({ targetOf }),
    port: 0,
    portVariable: 'PORT',
    hostname: '127.0.0.1',
  });
  onTestFinished(() => server.close(0));
  return `http://127.0.0.1:${server.port}`;
}

/** A router before one process that does what `handler` says. */
async function routerBefore(handler: Handler): Promise<string> {
  const target = await serve(handler);
  return serveRouter(() => target);
}

test('passes path, query, method, body and headers on as they are', async () => {
  const url = await routerBefore(async (request) => {
    const { pathname, search } = new URL(request.url);
    const said = [request.method, pathname + search, request.headers.get('x-own')];
    return Response.json([...said, await request.text()], { status: 201 });
  });
  const response = await fetch(`${url}/users/a%2Fb/x?q=%C3%A9&q=2`, {
    method: 'PUT',
    body: 'a body',
    headers: { 'x-own': 'kept' },
  });
  expect(response.status).toBe(201);
  expect(await response.json()).toEqual(['PUT', '/users/a%2Fb/x?q=%C3%A9&q=2', 'kept', 'a body']);
});

test('leaves a path that cannot be decoded to the process', async () => {
  const url = await routerBefore((request) => new Response(new URL(request.url).pathname));
  expect(await (await fetch(`${url}/books/%zz`)).text()).toBe('/books/%zz');
});

test('leaves redirects to the client', async () => {
  const url = await routerBefore(
    () => new Response(null, { status: 302, headers: { location: '/docs' } }),
  );
  const response = await fetch(url, { redirect: 'manual' });
  expect([response.status, response.headers.get('location')]).toEqual([302, '/docs']);
});

test('keeps the request id of the client, or gives one', async () => {
  const url = await routerBefore((request) => {
    const id = request.headers.get('x-request-id') ?? 'none';
    return new Response(id, { headers: { 'x-request-id': id } });
  });
  const given = await fetch(url, { headers: { 'x-request-id': 'mine' } });
  expect([await given.text(), given.headers.get('x-request-id')]).toEqual(['mine', 'mine']);
  const made = await fetch(url);
  const id = await made.text();
  expect(id).toMatch(/^[\da-f-]{36}$/);
  expect(made.headers.get('x-request-id')).toBe(id);
});

test('tells who asked and for which address, and adds to what other proxies said', async () => {
  const url = await routerBefore((request) =>
    Response.json(
      ['for', 'host', 'proto'].map((name) => request.headers.get(`x-forwarded-${name}`)),
    ),
  );
  const response = await fetch(url, { headers: { 'x-forwarded-for': '10.0.0.1' } });
  expect(await response.json()).toEqual(['10.0.0.1, 127.0.0.1', new URL(url).host, 'http']);
});

test('does not pass on what concerns one connection only', async () => {
  const url = await routerBefore(
    (request) =>
      new Response(request.headers.get('te'), { headers: { 'proxy-authenticate': 'Basic' } }),
  );
  const response = await fetch(url, { headers: { te: 'trailers' } });
  expect(await response.text()).toBe('');
  expect(response.headers.has('proxy-authenticate')).toBe(false);
});

test('answers part by part, as the process does', async () => {
  const parts = Promise.withResolvers<void>();
  const url = await routerBefore(() => {
    const body = new ReadableStream<Uint8Array>({
      async start(controller) {
        controller.enqueue(Buffer.from('first'));
        await parts.promise;
        controller.close();
      },
    });
    return new Response(body);
  });
  const reader = (await fetch(url)).body!.getReader();
  // Read while the process still holds the rest back.
  expect(Buffer.from((await reader.read()).value ?? []).toString()).toBe('first');
  parts.resolve();
  expect((await reader.read()).done).toBe(true);
});

test('cuts an answer off whose process ends before it is whole', async () => {
  const url = await routerBefore(() => {
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(Buffer.from('half')),
      pull: () => Promise.reject(new Error('gone')),
    });
    return new Response(body, { headers: { 'content-type': 'text/plain' } });
  });
  await expect(fetch(url).then((response) => response.text())).rejects.toThrow(
    /terminated|fetch failed/,
  );
});

test('ends the request of a client that has gone', async () => {
  const ended = Promise.withResolvers<void>();
  const url = await routerBefore(({ signal }) => {
    signal.addEventListener('abort', () => ended.resolve());
    return new Response(new ReadableStream({ start: (c) => c.enqueue(Buffer.from('first')) }));
  });
  const client = new AbortController();
  const response = await fetch(url, { signal: client.signal });
  await response.body!.getReader().read();
  client.abort();
  await expect(ended.promise).resolves.toBeUndefined();
});

test.each([
  ['is not started', undefined],
  ['does not listen', 'http://127.0.0.1:1'],
])('answers 502 with a problem document when the process %s', async (_case, target) => {
  const url = await serveRouter(() => target);
  const response = await fetch(url, { headers: { 'x-request-id': 'mine' } });
  expect(response.status).toBe(502);
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  expect(await response.json()).toMatchObject({
    status: 502,
    error: 'bad_gateway',
    instance: 'mine',
  });
});
