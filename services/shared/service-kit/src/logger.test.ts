import { expect, test } from 'vitest';
import { createTokenIssuer } from './testing/token-issuer.ts';
import { createIssuerKeys } from './auth/issuer-keys.ts';
import { createJwtAuthenticator } from './auth/jwt-authenticator.ts';
import { createRouter } from './http/router.ts';
import { createServiceApp } from './http/service-app.ts';
import { createLoggerOn } from './logger.ts';
import { createMetrics } from './metrics.ts';

/** A logger that writes everything into `lines`. */
function loggerInto(lines: string[]) {
  const destination = { write: (line: string) => void lines.push(line) };
  return createLoggerOn(destination, { service: 'test', level: 'trace' });
}

test('writes no secret that a request or an error carries', () => {
  const lines: string[] = [];
  const headers = { authorization: 'Bearer s3cret', cookie: 's3cret' };
  const logger = loggerInto(lines);
  logger.info({ headers, req: { headers }, ...headers }, 'request served');
  logger.warn({ err: Object.assign(new Error('failed'), { headers }) }, 'request failed');
  logger.warn({ config: { password: 's3cret', token: 's3cret', secret: 's3cret' } }, 'started');
  expect(lines).toHaveLength(3);
  expect(lines.join('')).not.toContain('s3cret');
});

test('writes a line that comes again and again as it writes any other', () => {
  const lines: string[] = [];
  const logger = loggerInto(lines);
  const fields = { route: '/books/:id', status: 200, note: 'a"b\u2028' };
  logger.createLine(fields, 'request served')('"requestId":"r-1","durationMs":1.5');
  logger.child(fields).info({ requestId: 'r-1', durationMs: 1.5 }, 'request served');
  logger.level = 'warn';
  logger.createLine(fields, 'request served')('"requestId":"r-2"');
  const [made, usual, ...others] = lines.map((line) => line.replace(/"time":"[^"]*Z"/, '"time"'));
  expect(made).toBe(usual);
  expect(made).toContain('a\\"b\\u2028');
  expect(others).toEqual([]);
});

test('escapes what a terminal takes for an order or an end of line', () => {
  const lines: string[] = [];
  const text = 'a\nb\u001b[31mc\u009b31md\u2028e\u202ef\u007fg';
  loggerInto(lines).error({ err: new Error(text), text }, 'failed');
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(/^[\x20-\x7e]+\n$/);
  expect(JSON.parse(lines[0]!)).toMatchObject({ text, err: { message: text } });
});

test('writes neither tokens nor their claims, whatever becomes of a request', async () => {
  const now = () => new Date('2026-01-02T00:00:00Z');
  const issuer = await createTokenIssuer(now);
  const lines: string[] = [];
  const logger = loggerInto(lines);
  let isAway = false;
  const app = createServiceApp({
    logger,
    metrics: createMetrics(),
    access: {
      authenticator: createJwtAuthenticator({
        keys: createIssuerKeys({
          url: new URL('https://issuer.test/keys'),
          maxAgeMs: 0,
          fetch: async () =>
            isAway ? Promise.reject(new Error('away')) : Response.json(issuer.keySet()),
          onFailure: (error) => logger.warn({ err: error }, 'keys of the issuer not fetched'),
        }),
        ...issuer,
        algorithms: ['ES256'],
        userClaim: 'sub',
        scopeClaim: 'scope',
        adminScope: 'admin',
        clockSkewSeconds: 0,
        now,
      }),
    },
  });
  const router = createRouter();
  router.get('/users/:user_id', (c) => c.text('hello'));
  router.get('/broken', () => {
    throw new Error('broken');
  });
  app.route('/', router);
  const sub = 'ann@example.org';
  const tokens = [
    await issuer.token({ sub }),
    await issuer.token({ sub, audience: 'cars' }),
    await issuer.token({ sub, lifeSeconds: -60 }),
  ];
  for (isAway of [false, true]) {
    for (const token of tokens) {
      for (const path of [`/users/${sub}`, '/broken', '/nowhere']) {
        await app.request(path, { headers: { authorization: `Bearer ${token}` } });
      }
    }
  }
  const written = lines.join('');
  expect(lines.length).toBeGreaterThan(18);
  for (const secret of [sub, ...tokens, ...tokens.map((token) => token.split('.')[2]!)]) {
    expect(written).not.toContain(secret);
  }
});
