import { createCacheRedis } from '@books/redis/redis-client';
import { connect } from '@books/redis/testing/connect';
import type { RedisServer } from '@books/redis/testing/redis-server';
import { createMetrics } from '@books/service-kit/metrics';
import type { RatingRepository } from '@books/storage/rating-repository';
import type { ReaderItemRepository } from '@books/storage/reader-item-repository';
import { openSqliteStore } from '@books/storage/sqlite-store';
import type { Store } from '@books/storage/store';
import { createCacheMetrics } from '../cache-metrics.ts';
import { openCachedFactsStore, openHoldingStore } from '../open-cached-store.ts';

export const inMemory = (): Store => openSqliteStore(':memory:');

/**
 * A process of its own that has the facts of `store` behind caches: what it has in memory, the others have not. `reads` says what it
 * has read in the store.
 */
export async function openProcess(server: RedisServer, store: Store) {
  // Patient, since it is not about time: a busy machine takes longer than a process would wait.
  const redis = await connect(server, (deps) =>
    createCacheRedis({ ...deps, commandTimeoutMs: 20_000 }),
  );
  let nowMs = 0;
  const metrics = createMetrics();
  const reads: string[] = [];
  const told = <Arguments extends unknown[], Result>(
    nameOf: (...given: Arguments) => string,
    read: (...given: Arguments) => Result,
  ) => {
    return (...given: Arguments) => {
      reads.push(nameOf(...given));
      return read(...given);
    };
  };
  const ratings: RatingRepository = {
    ...store.ratings,
    stats: told((id) => id, store.ratings.stats),
    statsOf: told((ids) => ids.join(' '), store.ratings.statsOf),
    listByUser: told((id, { limit }) => `${limit} of ${id}`, store.ratings.listByUser),
    countByUser: told((id) => `number of ${id}`, store.ratings.countByUser),
  };
  const readerItems: ReaderItemRepository = {
    ...store.readerItems,
    listNotInterested: told((id) => id, store.readerItems.listNotInterested),
  };
  const deps = { redis, cacheMetrics: createCacheMetrics(metrics), now: () => new Date(nowMs) };
  const watched = { ...store, ratings, readerItems };
  /** How often a cache had what was asked for, or had not. */
  const counted = async (cache: string) => {
    const { values } = await metrics.registry.getSingleMetric('books_cache_requests_total')!.get();
    const ofCache = values.filter(({ labels }) => labels['cache'] === cache);
    return Object.fromEntries(ofCache.map(({ labels, value }) => [labels['result'], value]));
  };
  return {
    cached: openCachedFactsStore(watched, { ...deps, metrics }),
    /** As the worker has it, which reads nothing in the cache. */
    holding: openHoldingStore(store, deps),
    redis,
    reads,
    counted,
    /** A fill is not waited for, but goes the same way as what is asked next. */
    settled: async <T>(asked: T | Promise<T>): Promise<T> => {
      const answer = await asked;
      await redis.ping();
      return answer;
    },
    passSecond: () => void (nowMs += 1000),
  };
}
