import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { RateLimiter } from './rate-limiter.ts';

/** Counts inside this process, for `services/local` and tests: several processes would each have their own counts. */
export function createMemoryRateLimiter({
  limit,
  windowSeconds,
}: Pick<RateLimiter, 'limit' | 'windowSeconds'>): RateLimiter {
  const limiter = new RateLimiterMemory({ points: limit, duration: windowSeconds });
  return {
    limit,
    windowSeconds,
    async count(key) {
      const { isWithin, result } = await limiter.consume(key).then(
        (result) => ({ isWithin: true, result }),
        (refusal: unknown) => {
          if (refusal instanceof RateLimiterRes) return { isWithin: false, result: refusal };
          throw refusal;
        },
      );
      return { isWithin, remaining: result.remainingPoints, resetMs: result.msBeforeNext };
    },
  };
}
