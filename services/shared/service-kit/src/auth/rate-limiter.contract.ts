import { describe, expect, test } from 'vitest';
import type { RateLimiter } from './rate-limiter.ts';

/** What every {@link RateLimiter} does. @param create one with counts of its own */
export function describeRateLimiter(
  name: string,
  create: (options: Pick<RateLimiter, 'limit' | 'windowSeconds'>) => Promise<RateLimiter>,
): void {
  describe(`${name}, a rate limiter`, () => {
    test('lets as many through as are allowed, and no more', async () => {
      const limiter = await create({ limit: 3, windowSeconds: 60 });
      const allowances = [];
      for (let i = 0; i < 5; i += 1) allowances.push(await limiter.count('ann'));
      expect(allowances.map(({ isWithin }) => isWithin)).toEqual([true, true, true, false, false]);
      expect(allowances.map(({ remaining }) => remaining)).toEqual([2, 1, 0, 0, 0]);
      for (const { resetMs } of allowances) {
        expect(resetMs).toBeGreaterThan(50_000);
        expect(resetMs).toBeLessThanOrEqual(60_000);
      }
    });

    test('counts callers apart, also at once', async () => {
      const limiter = await create({ limit: 10, windowSeconds: 60 });
      const keys = Array.from({ length: 40 }, (_, i) => (i % 2 === 0 ? 'ann' : 'bob'));
      const allowances = await Promise.all(keys.map((key) => limiter.count(key)));
      expect(allowances.filter(({ isWithin }) => isWithin)).toHaveLength(20);
    });

    test('says what it allows', async () => {
      expect(await create({ limit: 7, windowSeconds: 30 })).toMatchObject({
        limit: 7,
        windowSeconds: 30,
      });
    });
  });
}
