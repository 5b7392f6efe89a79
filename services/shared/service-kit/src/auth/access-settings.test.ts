import { expect, test } from 'vitest';
import { parseConfig, ProcessConfig } from '../config.ts';
import { AccessSettings, jwksUrl, refuseOpenDoors, requestsPerMinute } from './access-settings.ts';

const Settings = ProcessConfig.extend(AccessSettings.shape).superRefine(refuseOpenDoors);
const parse = (environment: Record<string, string>) => parseConfig(Settings, environment);
const jwt = { AUTH_MODE: 'jwt', AUTH_ISSUER: 'https://issuer.test/', AUTH_AUDIENCE: 'books' };

test('lets nobody run prod without authentication, and says why', () => {
  const why = 'must be jwt in prod: off lets every caller act for every reader';
  expect(() => parse({ ENVIRONMENT: 'prod' })).toThrow(why);
  expect(() => parse({ ENVIRONMENT: 'prod', AUTH_MODE: 'off' })).toThrow(why);
  expect(parse({ ...jwt, ENVIRONMENT: 'prod' }).AUTH_MODE).toBe('jwt');
});

test.each([
  [{ AUTH_MODE: 'jwt' }, /AUTH_AUDIENCE|AUTH_ISSUER/],
  [{ ...jwt, AUTH_AUDIENCE: '' }, 'AUTH_AUDIENCE'],
  [{ ...jwt, AUTH_ISSUER: 'our-issuer' }, 'AUTH_JWKS_URL'],
  [{ ...jwt, AUTH_ALGORITHMS: 'none' }, 'AUTH_ALGORITHMS'],
  [{ ...jwt, AUTH_ALGORITHMS: 'ES256,HS256' }, 'AUTH_ALGORITHMS'],
  [{ CORS_ORIGINS: 'books.example' }, 'CORS_ORIGINS'],
  [{ CORS_ORIGINS: 'https://books.example/' }, 'CORS_ORIGINS'],
])('refuses %j', (environment, named) => {
  expect(() => parse(environment)).toThrow(named);
});

test('finds the keys where issuers have them', () => {
  expect(jwksUrl(parse(jwt)).href).toBe('https://issuer.test/.well-known/jwks.json');
  const elsewhere = parse({ ...jwt, AUTH_JWKS_URL: 'https://keys.test/all' });
  expect(jwksUrl(elsewhere).href).toBe('https://keys.test/all');
});

test('counts no requests on one machine, and 600 a minute elsewhere', () => {
  const limits = [{}, { ENVIRONMENT: 'dev' }, { RATE_LIMIT_PER_MINUTE: '5' }].map((environment) =>
    requestsPerMinute(parse(environment)),
  );
  expect(limits).toEqual([undefined, 600, 5]);
  expect(
    requestsPerMinute(parse({ ENVIRONMENT: 'dev', RATE_LIMIT_PER_MINUTE: '0' })),
  ).toBeUndefined();
});
