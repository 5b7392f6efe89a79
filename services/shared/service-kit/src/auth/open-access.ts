import { Counter } from 'prom-client';
import type { Clock } from '../clock.ts';
import type { RateLimitOutcome } from '../http/callers.ts';
import type { ServiceAccess } from '../http/service-app.ts';
import type { Logger } from '../logger.ts';
import type { Metrics } from '../metrics.ts';
import { jwksUrl, requestsPerMinute, type AccessSettings } from './access-settings.ts';
import type { Authenticator } from './caller.ts';
import { createIssuerKeys } from './issuer-keys.ts';
import { createJwtAuthenticator } from './jwt-authenticator.ts';
import type { RateLimiter } from './rate-limiter.ts';

export type OpenAccessDeps = {
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly now: Clock;
  /** Makes what counts the requests of each caller. */
  readonly createRateLimiter: (
    options: Pick<RateLimiter, 'limit' | 'windowSeconds'>,
  ) => RateLimiter;
};

/** What the settings say about who may call; says it loudly when that is anybody. */
export function openAccess(
  settings: AccessSettings & { readonly ENVIRONMENT: 'local' | 'dev' | 'prod' },
  deps: OpenAccessDeps,
): ServiceAccess {
  const { CORS_ORIGINS, TRUSTED_PROXIES: trustedProxies } = settings;
  const limit = requestsPerMinute(settings);
  if (settings.AUTH_MODE === 'off') {
    deps.logger.warn('AUTH_MODE is off: every caller may act for every reader');
  }
  return {
    trustedProxies,
    ...(settings.AUTH_MODE === 'jwt' && { authenticator: openAuthenticator(settings, deps) }),
    ...(limit !== undefined && openRateLimits(limit, deps)),
    ...(CORS_ORIGINS && { corsOrigins: CORS_ORIGINS }),
  };
}

function openRateLimits(limit: number, { metrics, createRateLimiter }: OpenAccessDeps) {
  const outcomes = new Counter({
    name: 'books_rate_limit_checks_total',
    help: 'Requests by whether they were within the allowance of their caller; failed_open could not be counted',
    labelNames: ['outcome'],
    registers: [metrics.registry],
  });
  return {
    rateLimiter: createRateLimiter({ limit, windowSeconds: 60 }),
    onRateLimit: (outcome: RateLimitOutcome) => outcomes.inc({ outcome }),
  };
}

function openAuthenticator(
  settings: AccessSettings,
  { logger, metrics, now }: OpenAccessDeps,
): Authenticator {
  const failures = new Counter({
    name: 'books_issuer_failures_total',
    help: 'Attempts to fetch the keys of the issuer of tokens that failed',
    registers: [metrics.registry],
  });
  return createJwtAuthenticator({
    keys: createIssuerKeys({
      url: jwksUrl(settings),
      onFailure: (error) => {
        failures.inc();
        logger.warn({ err: error }, 'keys of the issuer not fetched');
      },
    }),
    // Both are there: see `refuseOpenDoors`.
    issuer: settings.AUTH_ISSUER!,
    audience: settings.AUTH_AUDIENCE!,
    algorithms: settings.AUTH_ALGORITHMS,
    userClaim: settings.AUTH_USER_CLAIM,
    scopeClaim: settings.AUTH_SCOPE_CLAIM,
    adminScope: settings.AUTH_ADMIN_SCOPE,
    clockSkewSeconds: settings.AUTH_CLOCK_SKEW_SECONDS,
    now,
  });
}
