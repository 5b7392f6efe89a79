import { hash } from 'node:crypto';
import { DomainError } from '@books/domain/errors';
import type { Context } from 'hono';
import type { Authenticator } from '../auth/caller.ts';
import type { Allowance, RateLimiter } from '../auth/rate-limiter.ts';
import { addressOf } from './address-of.ts';
import { networkOf } from './network-of.ts';
import type { ServiceEnv } from './service-env.ts';
import { setHeader } from './headers.ts';

/** `failed_open` could not be counted, and is let through. */
export type RateLimitOutcome = 'within' | 'beyond' | 'failed_open';

export type CallersOptions = {
  readonly authenticator?: Authenticator;
  readonly rateLimiter?: RateLimiter;
  /** Told once for each request that was to be counted. */
  readonly onRateLimit?: (outcome: RateLimitOutcome) => void;
  /** See {@link addressOf}; 0 if not given. */
  readonly trustedProxies?: number;
};

/** Asked by load balancers, which nobody should be able to lock out. */
const UNLIMITED_PATHS: ReadonlySet<string> = new Set(['/healthz', '/health']);

/**
 * Finds out who calls, and counts the request for them. A token that is not valid is refused wherever it is shown, so that
 * a client learns of it; one that cannot be checked now stands for nobody.
 *
 * @throws DomainError unauthorized or rate_limited, by the promise
 */
export function callers(options: CallersOptions): (c: Context<ServiceEnv>) => Promise<void> {
  const { authenticator, rateLimiter, onRateLimit, trustedProxies = 0 } = options;

  const limit = async (c: Context<ServiceEnv>, limiter: RateLimiter) => {
    if (UNLIMITED_PATHS.has(c.req.path)) return;
    let allowance: Allowance;
    try {
      allowance = await limiter.count(keyOf(c, trustedProxies));
    } catch {
      onRateLimit?.('failed_open');
      return;
    }
    onRateLimit?.(allowance.isWithin ? 'within' : 'beyond');
    const { limit: quota, windowSeconds } = limiter;
    const resetSeconds = Math.ceil(allowance.resetMs / 1000);
    setHeader(c, 'ratelimit-policy', `"default";q=${quota};w=${windowSeconds}`);
    setHeader(c, 'ratelimit', `"default";r=${allowance.remaining};t=${resetSeconds}`);
    if (!allowance.isWithin) {
      const detail = `more than ${quota} requests in ${windowSeconds} seconds`;
      throw new DomainError('rate_limited', detail, { retryAfterSeconds: resetSeconds });
    }
  };

  return async (c) => {
    let refusal: DomainError | undefined;
    if (authenticator) {
      c.set('isAuthOn', true);
      refusal = await identify(c, authenticator);
    }
    if (rateLimiter) await limit(c, rateLimiter);
    if (refusal) throw refusal;
  };
}

/** Sets the caller of a request that has a token. @returns why the token is refused, if it is */
async function identify(
  c: Context<ServiceEnv>,
  authenticator: Authenticator,
): Promise<DomainError | undefined> {
  const header = c.req.header('authorization');
  if (header === undefined) return undefined;
  const token = /^Bearer +([\w.~+/-]+=*) *$/i.exec(header)?.[1];
  if (token === undefined) {
    return new DomainError('unauthorized', 'the authorization must be a bearer token');
  }
  try {
    c.set('caller', await authenticator(token));
    return undefined;
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    if (error.kind === 'unauthorized') return error;
    c.set('authFailure', error);
    return undefined;
  }
}

/** Whose allowance a request counts against. A hash, so that no reader's id stands in the counts. */
function keyOf(c: Context<ServiceEnv>, trustedProxies: number): string {
  const caller = c.get('caller');
  const who =
    caller === undefined
      ? `address ${networkOf(addressOf(c, trustedProxies))}`
      : `reader ${caller.userId}`;
  return hash('sha256', who, 'base64url');
}
