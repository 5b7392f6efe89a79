import { INVALIDATION_HOLD_SECONDS, recommendationKey } from '@books/cache/recommendation-lists';
import type { UserId } from '@books/domain/ids';
import {
  createRedisGenerationCache,
  type RedisGenerationCacheDeps,
} from '@books/redis/redis-generation-cache';
import type { Clock } from '@books/service-kit/clock';
import type { RecommendationClient } from './recommendation-client.ts';

export type RecommendationInvalidatorDeps = {
  /** Fails fast: see `createCacheRedis`. */
  readonly redis: RedisGenerationCacheDeps<unknown>['redis'];
  readonly client: Pick<RecommendationClient, 'invalidate'>;
  readonly now: Clock;
  readonly onOperation?: RedisGenerationCacheDeps<unknown>['onOperation'];
};

/**
 * Invalidates a reader's list where it is kept, which takes one step to Redis and no process that could be busy. When
 * that fails, recommendation-api is asked: it takes nothing from the cache for this reader until Redis has done it.
 */
export function createRecommendationInvalidator({
  redis,
  client,
  now,
  onOperation,
}: RecommendationInvalidatorDeps) {
  const cache = createRedisGenerationCache({
    redis,
    now,
    holdSeconds: INVALIDATION_HOLD_SECONDS,
    parse: (stored) => stored,
    ...(onOperation && { onOperation }),
  });
  return {
    async invalidate(userId: UserId, signal: AbortSignal): Promise<void> {
      try {
        await cache.invalidate(recommendationKey(userId));
      } catch {
        await client.invalidate(userId, signal);
      }
    },
  };
}
