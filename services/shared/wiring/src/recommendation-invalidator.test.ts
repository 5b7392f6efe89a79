import { recommendationKey } from '@books/cache/recommendation-lists';
import { userId } from '@books/domain/testing/builders';
import { createCacheRedis } from '@books/redis/redis-client';
import { createRedisGenerationCache } from '@books/redis/redis-generation-cache';
import { connect } from '@books/redis/testing/connect';
import { describeWithRedis } from '@books/redis/testing/describe-with-redis';
import { systemClock } from '@books/service-kit/clock';
import { expect, test } from 'vitest';
import { createRecommendationInvalidator } from './recommendation-invalidator.ts';

const ann = userId('ann');
const signal = AbortSignal.timeout(10_000);

describeWithRedis('the invalidation of a list', (server) => {
  const start = async () => {
    const redis = await connect(server(), createCacheRedis);
    const asked: string[] = [];
    const invalidator = createRecommendationInvalidator({
      redis,
      client: { invalidate: async (user) => void asked.push(user) },
      now: systemClock,
    });
    return { redis, asked, invalidator };
  };

  test('makes recommendation-api forget the list, and take none from before the change', async () => {
    const { redis, asked, invalidator } = await start();
    const cache = createRedisGenerationCache({ redis, parse: String, now: systemClock });
    const key = recommendationKey(ann);
    const before = await cache.read(key);
    await cache.fill(key, 'old list', before.generation, 60);
    await invalidator.invalidate(ann, signal);
    const after = await cache.read(key);
    expect(after).not.toHaveProperty('value');
    expect(await cache.fill(key, 'old list', after.generation, 60)).toBe(false);
    expect(asked).toEqual([]);
  });

  test('asks recommendation-api when Redis does not do it', async () => {
    const { redis, asked, invalidator } = await start();
    await redis.acl('SETUSER', 'default', '-del');
    await invalidator.invalidate(ann, signal);
    expect(asked).toEqual(['ann']);
  });
});
