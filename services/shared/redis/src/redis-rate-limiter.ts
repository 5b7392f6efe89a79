import type { RateLimiter } from '@books/service-kit/auth/rate-limiter';
import type { Redis } from 'ioredis';
import { RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import { createCircuit } from './circuit.ts';

export type RedisRateLimiterDeps = Pick<RateLimiter, 'limit' | 'windowSeconds'> & {
  /** Fails fast: see `createCacheRedis`. */
  readonly redis: Redis;
  readonly now: () => Date;
};

const CIRCUIT = { failureLimit: 5, openMs: 1000 };

/**
 * Counts in Redis, so that all pods count together. Without Redis a count fails at once; with one that hangs it costs the
 * client's command timeout, and after five failures in a row nothing for a second at a time.
 */
export function createRedisRateLimiter(deps: RedisRateLimiterDeps): RateLimiter {
  const { redis, limit, windowSeconds, now } = deps;
  const circuit = createCircuit({ ...CIRCUIT, now });
  const limiter = new RateLimiterRedis({
    storeClient: redis,
    keyPrefix: 'limit',
    points: limit,
    duration: windowSeconds,
    rejectIfRedisNotReady: true,
  });
  const consume = (key: string) =>
    limiter.consume(key).then(
      (result) => ({ isWithin: true, result }),
      (refusal: unknown) => {
        // The library throws both what is beyond the limit and what went wrong.
        if (refusal instanceof RateLimiterRes) return { isWithin: false, result: refusal };
        throw refusal;
      },
    );
  return {
    limit,
    windowSeconds,
    async count(key) {
      const { isWithin, result } = await circuit.run(() => consume(key));
      return { isWithin, remaining: result.remainingPoints, resetMs: result.msBeforeNext };
    },
  };
}
