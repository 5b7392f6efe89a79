import { DomainError, ERROR_KINDS } from '@books/domain/errors';
import { createRoute, z } from '@hono/zod-openapi';
import { HTTPException } from 'hono/http-exception';
import { describe, expect, test } from 'vitest';
import { createSilentLogger } from '../logger.ts';
import { createMetrics } from '../metrics.ts';
import { PROBLEMS, Problem } from './problem.ts';
import { jsonBody } from './responses.ts';
import { createRouter } from './router.ts';
import { createServiceApp } from './service-app.ts';
import { forEveryone } from './who-may-call.ts';

/** An app whose `/fail` throws `error`, and whose `/echo` takes a body. */
function appThatThrows(error: unknown) {
  const app = createServiceApp({
    logger: createSilentLogger(),
    metrics: createMetrics(),
    limits: { bodyBytes: 1000, requestTimeoutMs: 50 },
  });
  app.get('/fail', () => {
    throw error;
  });
  app.get('/slow', () => new Promise<Response>(() => {}));
  const route = createRoute({
    method: 'post',
    path: '/echo',
    ...forEveryone,
    request: { body: jsonBody(z.object({ name: z.string(), at: z.object({ 'a/b': z.int() }) })) },
    responses: { 200: { description: 'what came' } },
  });
  app.route(
    '/',
    createRouter().openapi(route, (c) => c.json(c.req.valid('json'), 200)),
  );
  return app;
}

async function problemOf(response: Response): Promise<Problem> {
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  const problem = Problem.parse(await response.json());
  expect(problem.status).toBe(response.status);
  expect(problem.message).toBe(problem.detail);
  expect(problem.instance).toBe(response.headers.get('x-request-id'));
  return problem;
}

const echo = (
  body: string,
  headers: Record<string, string> = { 'content-type': 'application/json' },
) => appThatThrows(undefined).request('/echo', { method: 'POST', body, headers });

describe('a failed request', () => {
  test.each(ERROR_KINDS)('answers %s with its status and code', async (kind) => {
    const response = await appThatThrows(new DomainError(kind, 'a sentence')).request('/fail');
    expect(response.status).toBe(PROBLEMS[kind].status);
    expect(await problemOf(response)).toMatchObject({ error: kind, detail: 'a sentence' });
  });

  test('tells when to come again', async () => {
    const error = new DomainError('unavailable', 'busy', { retryAfterSeconds: 1.2 });
    const response = await appThatThrows(error).request('/fail');
    expect(response.headers.get('retry-after')).toBe('2');
  });

  test('tells it of everything that is away only for now', async () => {
    const error = new DomainError('unavailable', 'the search index is not in service');
    const response = await appThatThrows(error).request('/fail');
    expect(response.headers.get('retry-after')).toBe('1');
  });

  test('keeps what nobody foresaw to itself', async () => {
    const response = await appThatThrows(new Error('password is hunter2')).request('/fail');
    expect(response.status).toBe(500);
    const problem = await problemOf(response);
    expect(problem.error).toBe('internal_error');
    expect(JSON.stringify(problem)).not.toContain('hunter2');
  });

  test("takes over the status of the framework's own errors", async () => {
    const response = await appThatThrows(new HTTPException(401, { message: 'who is it?' })).request(
      '/fail',
    );
    expect(await problemOf(response)).toMatchObject({ status: 401, error: 'unauthorized' });
  });

  test('is a 404 for a path that nobody has', async () => {
    expect(await problemOf(await appThatThrows(undefined).request('/nowhere'))).toMatchObject({
      status: 404,
      error: 'not_found',
    });
  });

  test('is a 405 that names the methods for a path that has others', async () => {
    const response = await appThatThrows(undefined).request('/echo', { method: 'PUT' });
    expect(response.headers.get('allow')).toBe('POST');
    expect(await problemOf(response)).toMatchObject({ status: 405, error: 'method_not_allowed' });
  });

  test('stays a 404 when a handler says not found', async () => {
    const response = await appThatThrows(new DomainError('not_found', 'no such thing')).request(
      '/fail',
    );
    expect(await problemOf(response)).toMatchObject({ status: 404, detail: 'no such thing' });
  });

  test('is a 503 that says when to come again when the answer takes too long', async () => {
    const response = await appThatThrows(undefined).request('/slow');
    expect(response.headers.get('retry-after')).toBe('1');
    expect(await problemOf(response)).toMatchObject({ status: 503, error: 'unavailable' });
  });
});

test('refuses what the framework refuses for a reason that has no kind of its own', async () => {
  const response = await appThatThrows(new HTTPException(418, { message: 'teapot' })).request(
    '/fail',
  );
  expect(await problemOf(response)).toMatchObject({ status: 400, detail: 'teapot' });
});

describe('a request body', () => {
  test('is refused with a pointer to each fault', async () => {
    const problem = await problemOf(await echo('{"name":7,"at":{"a/b":"x"}}'));
    expect(problem.status).toBe(400);
    expect(problem.errors?.map(({ pointer }) => pointer)).toEqual(['#/name', '#/at/a~1b']);
    expect(problem.detail).toContain('name');
  });

  test.each(['{"name":', '', 'null', '[]', '7', '"text"', '{"__proto__":{"name":"x"}}'])(
    'is refused when it is %s',
    async (body) => {
      expect((await problemOf(await echo(body))).status).toBe(400);
    },
  );

  test('is refused with the reason when it is not sent as JSON', async () => {
    const problem = await problemOf(await echo('name=x', { 'content-type': 'text/plain' }));
    expect(problem).toMatchObject({
      status: 400,
      detail: 'the body must be sent as application/json',
    });
  });

  test('is refused when it is too large', async () => {
    const problem = await problemOf(await echo(JSON.stringify({ name: 'x'.repeat(2000) })));
    expect(problem).toMatchObject({ status: 413, error: 'too_large' });
  });

  test('is refused when it is too large and does not say how large it is', async () => {
    const chunk = new TextEncoder().encode('x'.repeat(600));
    const stream = new ReadableStream({
      start(controller) {
        controller.enqueue(chunk);
        controller.enqueue(chunk);
        controller.close();
      },
    });
    const request = new Request('http://localhost/echo', {
      method: 'POST',
      body: stream,
      headers: { 'content-type': 'application/json' },
      duplex: 'half',
    });
    expect((await problemOf(await appThatThrows(undefined).request(request))).status).toBe(413);
  });
});

test.each(['/%ZZ', '/%', '/a%f', '/%E0%A4%A', '/%C0%AE'])(
  'refuses the malformed path %s',
  async (path) => {
    expect((await problemOf(await appThatThrows(undefined).request(path))).status).toBe(400);
  },
);

test('takes over the id of a request, or gives it one', async () => {
  const app = appThatThrows(undefined);
  const named = await app.request('/nowhere', { headers: { 'x-request-id': 'abc-123' } });
  expect((await problemOf(named)).instance).toBe('abc-123');
  expect((await problemOf(await app.request('/nowhere'))).instance).toMatch(/^[0-9a-f-]{36}$/);
});
