import { DomainError } from '@books/domain/errors';
import { createRoute, z } from '@hono/zod-openapi';
import { describe, expect, test } from 'vitest';
import { createMemoryRateLimiter } from '../auth/memory-rate-limiter.ts';
import { createSilentLogger } from '../logger.ts';
import { createMetrics } from '../metrics.ts';
import type { RateLimitOutcome } from './callers.ts';
import { createRouter } from './router.ts';
import { createServiceApp, type ServiceAccess } from './service-app.ts';
import { forAdmins, forEveryone, forReader, requireReader } from './who-may-call.ts';

/** Tokens that stand for whom they name. */
const authenticator = async (token: string) => {
  if (token === 'away') throw new DomainError('unavailable', 'the issuer is away');
  if (!['ann', 'bob', 'root'].includes(token)) throw new DomainError('unauthorized', 'no good');
  return { userId: token, isAdmin: token === 'root' };
};

function app(access: ServiceAccess) {
  const service = createServiceApp({
    logger: createSilentLogger(),
    metrics: createMetrics(),
    access,
  });
  const ok = { responses: { 200: { description: 'yes' } } };
  const user = { params: z.object({ user_id: z.string() }) };
  service.route(
    '/',
    createRouter()
      .openapi(createRoute({ method: 'get', path: '/open', ...forEveryone, ...ok }), (c) =>
        c.text(c.get('caller')?.userId ?? 'nobody'),
      )
      .openapi(
        createRoute({
          method: 'get',
          path: '/users/{user_id}',
          ...forReader,
          request: user,
          ...ok,
        }),
        (c) => c.text('yours'),
      )
      .openapi(createRoute({ method: 'get', path: '/asked', ...forReader, ...ok }), (c) => {
        requireReader(c, c.req.query('user_id') ?? '');
        return c.text('yours');
      })
      .openapi(createRoute({ method: 'get', path: '/machines', ...forAdmins, ...ok }), (c) =>
        c.text('turned off'),
      ),
  );
  return (path: string, token?: string, headers: Record<string, string> = {}) =>
    service.request(path, {
      headers: { ...(token !== undefined && { authorization: `Bearer ${token}` }), ...headers },
    });
}

describe('with authentication', () => {
  const get = app({ authenticator });

  test.each([
    ['/open', undefined, 200],
    ['/open', 'ann', 200],
    ['/open', 'forged', 401],
    ['/open', 'away', 200],
    ['/users/ann', undefined, 401],
    ['/users/ann', 'ann', 200],
    ['/users/%61nn', 'ann', 200],
    ['/users/%2561nn', 'ann', 403],
    ['/users/ann', 'bob', 403],
    ['/users/ann', 'root', 403],
    ['/users/ann', 'forged', 401],
    ['/users/ann', 'away', 503],
    ['/asked?user_id=ann', 'ann', 200],
    ['/asked?user_id=ann', 'bob', 403],
    ['/asked?user_id=ann', undefined, 401],
    ['/machines', undefined, 401],
    ['/machines', 'ann', 403],
    ['/machines', 'root', 200],
    ['/nowhere', 'forged', 401],
    ['/healthz', undefined, 200],
  ])('%s with the token %s is answered %i', async (path, token, status) => {
    expect((await get(path, token)).status).toBe(status);
  });

  test('asks for a token, and tells one who has shown a bad one', async () => {
    const challenges = await Promise.all(
      [get('/users/ann'), get('/users/ann', 'forged')].map(async (response) =>
        (await response).headers.get('www-authenticate'),
      ),
    );
    expect(challenges).toEqual([
      'Bearer realm="books"',
      'Bearer realm="books", error="invalid_token"',
    ]);
  });

  test.each(['Basic YW5uOmFubg==', 'Bearer', 'Bearer a b', 'ann', 'Bearer  '])(
    'refuses the authorization %s',
    async (authorization) => {
      expect((await get('/open', undefined, { authorization })).status).toBe(401);
    },
  );

  test('lets no cache keep what is for one reader', async () => {
    expect((await get('/users/ann', 'ann')).headers.get('cache-control')).toBe('private, no-store');
  });
});

test('a route that does not say who may call it cannot be made', () => {
  const route = createRoute({
    method: 'get',
    path: '/forgotten',
    responses: { 200: { description: 'yes' } },
  });
  expect(() => createRouter().openapi(route, (c) => c.text(''))).toThrow(
    'the route /forgotten does not say who may call it',
  );
});

test('without authentication everybody may do everything, and tokens are not looked at', async () => {
  const get = app({});
  for (const path of ['/open', '/users/ann', '/asked?user_id=ann', '/machines']) {
    expect((await get(path, 'forged')).status).toBe(200);
  }
});

describe('with a limit of two requests', () => {
  const limited = (outcomes: RateLimitOutcome[] = []) =>
    app({
      authenticator,
      rateLimiter: createMemoryRateLimiter({ limit: 2, windowSeconds: 60 }),
      onRateLimit: (outcome) => outcomes.push(outcome),
      trustedProxies: 1,
    });

  test('says in each answer what is left, and when it is used up', async () => {
    const get = limited();
    const answers = [
      await get('/open', 'ann'),
      await get('/open', 'ann'),
      await get('/open', 'ann'),
    ];
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 429]);
    expect(answers.map(({ headers }) => headers.get('ratelimit-policy'))).toEqual(
      answers.map(() => '"default";q=2;w=60'),
    );
    expect(answers.map(({ headers }) => headers.get('ratelimit')?.replace(/t=\d+$/, 't='))).toEqual(
      ['"default";r=1;t=', '"default";r=0;t=', '"default";r=0;t='],
    );
    const retryAfter = Number(answers[2]?.headers.get('retry-after'));
    expect(retryAfter).toBeGreaterThan(50);
    expect(retryAfter).toBeLessThanOrEqual(60);
    expect(await answers[2]?.json()).toMatchObject({ error: 'rate_limited', status: 429 });
  });

  test('counts readers apart, and strangers by the address that our own proxy heard them from', async () => {
    const get = limited();
    const from = (forwarded: string) => get('/open', undefined, { 'x-forwarded-for': forwarded });
    const statuses = [];
    for (const spoofed of ['1.1.1.1', '2.2.2.2', '3.3.3.3']) {
      statuses.push((await from(`${spoofed}, 9.9.9.9`)).status);
    }
    statuses.push((await from('8.8.8.8')).status, (await get('/open', 'ann')).status);
    expect(statuses).toEqual([200, 200, 429, 200, 200]);
  });

  test('counts a stranger once who has a whole network of addresses', async () => {
    const get = limited();
    const statuses = [];
    for (const address of ['2001:db8::1', '2001:db8::2', '2001:db8::3:3', '2001:db8:0:1::1']) {
      statuses.push((await get('/open', undefined, { 'x-forwarded-for': address })).status);
    }
    expect(statuses).toEqual([200, 200, 429, 200]);
  });

  test('counts bad tokens as well, and never the questions of load balancers', async () => {
    const get = limited();
    const statuses = [];
    for (let i = 0; i < 3; i += 1) statuses.push((await get('/open', 'forged')).status);
    for (let i = 0; i < 3; i += 1) statuses.push((await get('/healthz')).status);
    expect(statuses).toEqual([401, 401, 429, 200, 200, 200]);
  });

  test('lets everything through while it cannot count, and tells', async () => {
    const outcomes: RateLimitOutcome[] = [];
    const get = app({
      rateLimiter: { limit: 2, windowSeconds: 60, count: () => Promise.reject(new Error('away')) },
      onRateLimit: (outcome) => outcomes.push(outcome),
    });
    const response = await get('/open');
    expect(response.status).toBe(200);
    expect(response.headers.has('ratelimit')).toBe(false);
    expect(outcomes).toEqual(['failed_open']);
  });

  test('tells what became of each request', async () => {
    const outcomes: RateLimitOutcome[] = [];
    const get = limited(outcomes);
    for (let i = 0; i < 3; i += 1) await get('/open', 'bob');
    expect(outcomes).toEqual(['within', 'within', 'beyond']);
  });
});

describe('a page of another site', () => {
  const get = app({ authenticator, corsOrigins: ['https://books.example'] });

  test('may call when its site is listed', async () => {
    const { headers } = await get('/open', undefined, { origin: 'https://books.example' });
    expect(headers.get('access-control-allow-origin')).toBe('https://books.example');
    expect(headers.get('access-control-expose-headers')).toContain('ratelimit');
    expect(headers.get('access-control-allow-credentials')).toBeNull();
  });

  test('may not when it is not', async () => {
    const { headers } = await get('/open', undefined, { origin: 'https://evil.example' });
    expect(headers.get('access-control-allow-origin')).toBeNull();
  });

  test('may read why it was refused', async () => {
    const response = await get('/users/ann', undefined, { origin: 'https://books.example' });
    expect(response.status).toBe(401);
    expect(response.headers.get('access-control-allow-origin')).toBe('https://books.example');
    expect(response.headers.get('vary')).toBe('Origin');
  });
});
