import { describeRateLimiter } from '@books/service-kit/auth/rate-limiter.contract';
import { expect, test } from 'vitest';
import { createCacheRedis } from './redis-client.ts';
import { createRedisRateLimiter } from './redis-rate-limiter.ts';
import { connect } from './testing/connect.ts';
import { describeWithRedis } from './testing/describe-with-redis.ts';

describeWithRedis('the rate limiter on Redis', (server) => {
  const limits = { limit: 3, windowSeconds: 60 };
  const open = async () => {
    const redis = await connect(server(), createCacheRedis);
    let nowMs = 0;
    const now = () => new Date(nowMs);
    return {
      redis,
      limiter: createRedisRateLimiter({ ...limits, redis, now }),
      passSecond: () => {
        nowMs += 1000;
      },
    };
  };

  describeRateLimiter('redis', async (options) =>
    createRedisRateLimiter({
      ...options,
      redis: await connect(server(), createCacheRedis),
      now: () => new Date(0),
    }),
  );

  test('counts what all processes let through', async () => {
    const [one, other] = [await open(), await open()];
    await one.limiter.count('ann');
    await other.limiter.count('ann');
    expect((await one.limiter.count('ann')).remaining).toBe(0);
    expect((await other.limiter.count('ann')).isWithin).toBe(false);
  });

  test('keeps a count no longer than its window', async () => {
    const { redis, limiter } = await open();
    await limiter.count('ann');
    const keys = await redis.keys('*');
    expect(keys).toHaveLength(1);
    const ttls = await Promise.all(keys.map((key) => redis.pttl(key)));
    for (const ttl of ttls) expect(ttl).toBeGreaterThan(0);
  });

  test('fails at once without Redis, costs little with one that hangs, and counts on afterwards', async () => {
    const { limiter, passSecond } = await open();
    await limiter.count('ann');
    server().pause();
    for (let i = 0; i < 5; i += 1)
      await expect(limiter.count('ann')).rejects.toThrow(/Command timed out|not attempted/);
    const startedAtMs = performance.now();
    for (let i = 0; i < 100; i += 1)
      await expect(limiter.count('ann')).rejects.toThrow(/Command timed out|not attempted/);
    // One alone would be the client's 100 ms if it were sent.
    expect(performance.now() - startedAtMs).toBeLessThan(100);
    server().resume();
    passSecond();
    await expect
      .poll(() => limiter.count('ann').catch(() => passSecond()), { timeout: 5000 })
      .toBeDefined();
  });
});
