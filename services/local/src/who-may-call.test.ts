import { createIssuerKeys } from '@books/service-kit/auth/issuer-keys';
import { createJwtAuthenticator } from '@books/service-kit/auth/jwt-authenticator';
import { createTokenIssuer } from '@books/service-kit/testing/token-issuer';
import { expect, test } from 'vitest';
import { createProduct } from './product.ts';
import { embeddedPartsInMemory } from './testing/parts-in-memory.ts';
import { smallLibrary } from './testing/small-library.ts';

const clock = () => new Date('2026-01-02T00:00:00Z');
const issuer = await createTokenIssuer(clock);
const authenticator = createJwtAuthenticator({
  keys: createIssuerKeys({
    url: new URL('https://issuer.test/keys'),
    fetch: async () => Response.json(issuer.keySet()),
    onFailure: () => {},
  }),
  issuer: issuer.issuer,
  audience: issuer.audience,
  algorithms: ['ES256'],
  userClaim: 'sub',
  scopeClaim: 'scope',
  adminScope: 'admin',
  clockSkewSeconds: 30,
  now: clock,
});
const parts = await embeddedPartsInMemory({ ...smallLibrary(), clock, access: { authenticator } });
const product = createProduct(parts.deps);

async function unsignedToken(): Promise<string> {
  const [, claims] = (await issuer.token()).split('.');
  return `${Buffer.from('{"alg":"none"}').toString('base64url')}.${claims}.`;
}

/** The tokens that callers show; all but the anonymous one say that they are of `ann`, or of who is named. */
const TOKENS = {
  anonymous: undefined,
  'another reader': await issuer.token({ sub: 'bob' }),
  'the reader': await issuer.token(),
  'an administrator': await issuer.token({ sub: 'root', scope: 'admin' }),
  'expired token': await issuer.token({ lifeSeconds: -60, scope: 'admin' }),
  'wrong audience': await issuer.token({ audience: 'cars', scope: 'admin' }),
  'alg:none': await unsignedToken(),
} as const;
type CallerKind = keyof typeof TOKENS;

const REFUSED_TOKENS = { 'expired token': 401, 'wrong audience': 401, 'alg:none': 401 } as const;

/** What each is answered; `in` is whatever the handler says. */
const EXPECTED = {
  everyone: {
    anonymous: 'in',
    'another reader': 'in',
    'the reader': 'in',
    'an administrator': 'in',
    ...REFUSED_TOKENS,
  },
  reader: {
    anonymous: 401,
    'another reader': 403,
    'the reader': 'in',
    'an administrator': 403,
    ...REFUSED_TOKENS,
  },
  administrators: {
    anonymous: 401,
    'another reader': 403,
    'the reader': 403,
    'an administrator': 'in',
    ...REFUSED_TOKENS,
  },
} as const satisfies Record<string, Record<CallerKind, 401 | 403 | 'in'>>;

type Endpoint = readonly [
  whoMayCall: keyof typeof EXPECTED,
  operation: string,
  path: string,
  body?: unknown,
];

const NO_ID = '00000000-0000-4000-8000-000000000000';

/** Every operation there is, with a request of `ann` that its handler takes. */
const endpoints: Endpoint[] = [
  ['everyone', 'get /healthz', '/healthz'],
  ['everyone', 'get /health', '/health'],
  ['everyone', 'post /search', '/search', { query: 'fantasy' }],
  ['everyone', 'get /search', '/search?q=fantasy'],
  ['everyone', 'post /search/advanced', '/search/advanced', { title: 'fantasy' }],
  ['everyone', 'get /search/shard/{prefix}', '/search/shard/THE'],
  ['everyone', 'get /search/suggest', '/search/suggest?q=the'],
  ['everyone', 'get /books/{book_id}', '/books/b:0'],
  ['everyone', 'post /books/batch', '/books/batch', { book_ids: ['b:0'] }],
  ['administrators', 'put /books/{book_id}', '/books/new:1', { title: 'New' }],
  ['reader', 'post /books/{book_id}/rate', '/books/b:0/rate', { user_id: 'ann', rating: 4 }],
  ['everyone', 'get /books/{book_id}/ratings', '/books/b:0/ratings'],
  ['everyone', 'get /books/{book_id}/similar', '/books/b:0/similar'],
  ['reader', 'get /users/{user_id}/ratings', '/users/ann/ratings'],
  ['reader', 'delete /users/{user_id}/ratings/{book_id}', '/users/ann/ratings/b:0'],
  [
    'reader',
    'put /users/{user_id}/not-interested',
    '/users/ann/not-interested',
    { scope: 'book', id: 'b:2' },
  ],
  ['reader', 'get /users/{user_id}/not-interested', '/users/ann/not-interested'],
  [
    'reader',
    'delete /users/{user_id}/not-interested/{scope}/{id}',
    '/users/ann/not-interested/book/b:2',
  ],
  ['reader', 'get /recommendations/{user_id}', '/recommendations/ann'],
  ['reader', 'get /users/{user_id}/export', '/users/ann/export'],
  ['reader', 'post /users/{user_id}/imports', '/users/ann/imports', { ratings: [] }],
  ['reader', 'get /users/{user_id}/imports', '/users/ann/imports'],
  ['reader', 'get /users/{user_id}/imports/{import_id}', `/users/ann/imports/${NO_ID}`],
  ['reader', 'get /users/{user_id}/imports/{import_id}/rows', `/users/ann/imports/${NO_ID}/rows`],
  [
    'reader',
    'patch /users/{user_id}/imports/{import_id}',
    `/users/ann/imports/${NO_ID}`,
    { rows: [{ row: 1, skip: true }] },
  ],
  ['reader', 'delete /users/{user_id}/imports/{import_id}', `/users/ann/imports/${NO_ID}`],
  [
    'administrators',
    'post /recommendations/invalidate/{user_id}',
    '/recommendations/invalidate/ann',
  ],
  ['administrators', 'post /recommendations/refresh', '/recommendations/refresh'],
  ['administrators', 'get /recommendations/refresh/{job_id}', `/recommendations/refresh/${NO_ID}`],
  ['reader', 'get /users/{user_id}/erasure', '/users/ann/erasure'],
  ['reader', 'delete /users/{user_id}', '/users/ann'],
];

const call = (operation: string, path: string, body: unknown, token: string | undefined) =>
  product.fetch(
    new Request(`http://localhost${path}`, {
      method: operation.split(' ')[0]!.toUpperCase(),
      headers: {
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    }),
  );

const cases = endpoints.flatMap(([whoMayCall, operation, path, body]) =>
  Object.entries(EXPECTED[whoMayCall]).map(([caller, expected]) => ({
    operation,
    path,
    body,
    expected,
    // Its own keys, as the table's type says.
    caller: caller as CallerKind,
  })),
);

test('knows every operation, and each says who may call it', () => {
  const operations = Object.entries(product.openapi.paths ?? {}).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]: [string, { security?: unknown }]) => ({
      name: `${method} ${path}`,
      security: operation.security,
    })),
  );
  const listed = new Set(endpoints.map(([, operation]) => operation));
  expect(operations.map(({ name }) => name).filter((name) => !listed.has(name))).toEqual([]);
  expect(operations.filter(({ security }) => security === undefined)).toEqual([]);
});

test("a reader's id in the body counts, whatever the path", async () => {
  const rating = { user_id: 'bob', rating: 1 };
  const operation = 'post /books/{book_id}/rate';
  const response = await call(operation, '/books/b:1/rate', rating, TOKENS['the reader']);
  expect(response.status).toBe(403);
  const { items } = await parts.deps.ratings.listByBook('b:1' as never, { limit: 100 });
  expect(items.map(({ userId }) => userId)).not.toContain('bob');
});

test("shows in a book's recent ratings whose they are to nobody but themselves", async () => {
  await call('post', '/books/b:4/rate', { user_id: 'ann', rating: 5 }, TOKENS['the reader']);
  type Recent = { recent_ratings: { user_id?: string }[]; next_cursor?: string };
  const recent = async (token: string | undefined, query = '') =>
    (await (await call('get', `/books/b:4/ratings${query}`, undefined, token)).json()) as Recent;
  const namedTo = async (token: string | undefined) =>
    (await recent(token, '?limit=100')).recent_ratings.flatMap(({ user_id: id }) => id ?? []);
  expect(await namedTo(TOKENS.anonymous)).toEqual([]);
  expect(await namedTo(TOKENS['another reader'])).toEqual([]);
  expect(await namedTo(TOKENS['an administrator'])).toEqual([]);
  expect(await namedTo(TOKENS['the reader'])).toEqual(['ann']);

  const { next_cursor: cursor = '' } = await recent(undefined, '?limit=1');
  expect(cursor).not.toBe('');
  expect(Buffer.from(cursor, 'base64url').toString('latin1')).not.toMatch(/ann|r\d/);
  const next = await recent(undefined, `?limit=1&cursor=${cursor}`);
  expect(next.recent_ratings).toHaveLength(1);
});

test.each([
  '/users/%61nn/ratings',
  '/users/ANN/ratings',
  '/users/ann%00/ratings',
  '/users/ann%20/ratings',
  '/users/ann%2f/ratings',
  '/users//ann/ratings',
  '/users/ann/ratings/',
  '/users/bob/../ann/ratings',
  '/users/bob/%2e%2e/ann/ratings',
  '/users/bob%2f..%2fann/ratings',
  '/users/%ef%bd%81nn/ratings',
  '/users/a\u0301nn/ratings',
  '/users/ann;a=b/ratings',
  '/users/ann/ratings?user_id=bob',
  '/users/bob,ann/ratings',
])('another way to write the path is no way in: %s', async (path) => {
  await call('post', '/books/b:5/rate', { user_id: 'ann', rating: 2 }, TOKENS['the reader']);
  const response = await call('get', path, undefined, TOKENS['another reader']);
  expect([400, 403, 404]).toContain(response.status);
  expect(await response.text()).not.toContain('b:5');
});

test("an import is nobody else's, under whatever name it is asked for", async () => {
  const started = await call(
    'post',
    '/users/ann/imports',
    { ratings: [{ book_id: 'b:3', rating: 4 }] },
    TOKENS['the reader'],
  );
  const { import_id: id } = (await started.json()) as { import_id: string };
  expect(started.status).toBe(202);
  for (const method of ['get', 'delete']) {
    const path = `/users/bob/imports/${id}`;
    const response = await call(method, path, undefined, TOKENS['another reader']);
    expect(response.status).toBe(404);
  }
  const own = await call('get', `/users/ann/imports/${id}`, undefined, TOKENS['the reader']);
  expect(own.status).toBe(200);
});

// At the end, since the last of them erases the reader.
test.each(cases)(
  '$operation, $caller: $expected',
  async ({ operation, path, body, caller, expected }) => {
    const response = await call(operation, path, body, TOKENS[caller]);
    const isLetIn = ![401, 403].includes(response.status) && response.status < 500;
    expect(isLetIn ? 'in' : response.status).toBe(expected);
    const isProblem = response.headers.get('content-type') === 'application/problem+json';
    expect(isLetIn || isProblem).toBe(true);
  },
);
