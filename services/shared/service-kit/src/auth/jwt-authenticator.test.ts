import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { createTokenIssuer } from '../testing/token-issuer.ts';
import { createIssuerKeys } from './issuer-keys.ts';
import { createJwtAuthenticator } from './jwt-authenticator.ts';

const now = () => new Date('2026-01-02T03:04:05Z');

/** An issuer whose keys are fetched through `answer`, and what checks its tokens. */
async function issuerAndAuthenticator() {
  const issuer = await createTokenIssuer(now);
  const failures: unknown[] = [];
  let requests = 0;
  let answer = () => Response.json(issuer.keySet());
  const authenticate = createJwtAuthenticator({
    keys: createIssuerKeys({
      url: new URL('https://issuer.test/.well-known/jwks.json'),
      onFailure: (error) => failures.push(error),
      cooldownMs: 0,
      maxAgeMs: 0,
      fetch: async () => {
        requests += 1;
        return answer();
      },
    }),
    issuer: issuer.issuer,
    audience: issuer.audience,
    algorithms: ['ES256', 'RS256'],
    userClaim: 'sub',
    scopeClaim: 'scope',
    adminScope: 'admin',
    clockSkewSeconds: 30,
    now,
  });
  return {
    issuer,
    authenticate,
    failures,
    requests: () => requests,
    answerWith: (next: () => Response) => {
      answer = next;
    },
  };
}

const base64url = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

test('tells the reader and whether they are an administrator', async () => {
  const { issuer, authenticate } = await issuerAndAuthenticator();
  expect(await authenticate(await issuer.token())).toEqual({ userId: 'ann', isAdmin: false });
  const scopes = ['read admin', ['read', 'admin'], 'administrator', 'read:admin'];
  const callers = await Promise.all(
    scopes.map(async (scope) => authenticate(await issuer.token({ scope }))),
  );
  expect(callers.map(({ isAdmin }) => isAdmin)).toEqual([true, true, false, false]);
});

test.each([
  ['has expired', { lifeSeconds: -31 }, 'the token has expired'],
  ['is not valid yet', { notBeforeSeconds: 31 }, "the token's claim nbf does not count here"],
  ['is for another audience', { audience: 'cars' }, "the token's claim aud does not count here"],
  [
    'comes from another issuer',
    { issuer: 'https://evil.test' },
    "the token's claim iss does not count here",
  ],
  ['names no reader', { sub: '' }, "the token's claim sub does not count here"],
])('refuses a token that %s', async (_, claims, message) => {
  const { issuer, authenticate } = await issuerAndAuthenticator();
  await expect(authenticate(await issuer.token(claims))).rejects.toMatchObject({
    kind: 'unauthorized',
    message,
    cause: undefined,
  });
});

test('bears with clocks that are half a minute apart', async () => {
  const { issuer, authenticate } = await issuerAndAuthenticator();
  for (const claims of [{ lifeSeconds: -29 }, { notBeforeSeconds: 29 }]) {
    expect(await authenticate(await issuer.token(claims))).toMatchObject({ userId: 'ann' });
  }
});

test('refuses a token without a signature, with another algorithm, a made-up key or a changed claim', async () => {
  const { issuer, authenticate } = await issuerAndAuthenticator();
  const good = await issuer.token();
  const [header = '', claims = '', signature = ''] = good.split('.');
  const changed = { ...JSON.parse(Buffer.from(claims, 'base64url').toString()), sub: 'bob' };
  // The classic confusion: the public key taken as the secret of a symmetric algorithm.
  const symmetric = `${base64url({ alg: 'HS256', kid: 'key-1' })}.${claims}`;
  const publicKey = JSON.stringify(issuer.keySet().keys[0]);
  const tokens = [
    `${base64url({ alg: 'none' })}.${claims}.`,
    `${base64url({ alg: 'none', kid: 'key-1' })}.${claims}.${signature}`,
    `${symmetric}.${createHmac('sha256', publicKey).update(symmetric).digest('base64url')}`,
    `${base64url({ alg: 'ES256', kid: 'key-9' })}.${claims}.${signature}`,
    `${header}.${base64url(changed)}.${signature}`,
    `${header}.${claims}`,
    'abc',
  ];
  for (const token of tokens) {
    await expect(authenticate(token)).rejects.toMatchObject({ kind: 'unauthorized' });
  }
});

test('follows a rotation of keys, and forgets the key from before', async () => {
  const { issuer, authenticate } = await issuerAndAuthenticator();
  const old = await issuer.token();
  await authenticate(old);
  await issuer.rotate();
  expect(await authenticate(await issuer.token())).toMatchObject({ userId: 'ann' });
  await expect(authenticate(old)).rejects.toMatchObject({
    message: "the token's key is not known",
  });
});

test.each([
  ['is away', () => Promise.reject(new Error('refused')) as never],
  ['answers with an error', () => new Response('oops', { status: 500 })],
  ['answers with a page', () => new Response('<html>')],
  ['answers with something else', () => Response.json({ hello: 'world' })],
])('keeps the keys it has while the issuer %s', async (_, answer) => {
  const { issuer, authenticate, answerWith, failures } = await issuerAndAuthenticator();
  await authenticate(await issuer.token());
  answerWith(answer);
  expect(await authenticate(await issuer.token())).toMatchObject({ userId: 'ann' });
  expect(failures).toHaveLength(1);
});

test('can check nothing before the issuer has been reached, and recovers by itself', async () => {
  const { issuer, authenticate, answerWith } = await issuerAndAuthenticator();
  answerWith(() => new Response('', { status: 503 }));
  const token = await issuer.token();
  await expect(authenticate(token)).rejects.toMatchObject({
    kind: 'unavailable',
    retryAfterSeconds: 5,
  });
  answerWith(() => Response.json(issuer.keySet()));
  expect(await authenticate(token)).toMatchObject({ userId: 'ann' });
});
