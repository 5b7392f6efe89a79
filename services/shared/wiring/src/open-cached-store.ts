import type { ChangeFeed } from '@books/change-feed/change-feed';
import {
  createRedisGuardedCache,
  type RedisGuardedCacheDeps,
} from '@books/redis/redis-guarded-cache';
import type { Clock } from '@books/service-kit/clock';
import type { Metrics } from '@books/service-kit/metrics';
import { rememberBooks } from '@books/storage/remembered-books';
import type { Store } from '@books/storage/store';
import { Counter } from 'prom-client';
import { CachedStats, cacheStats, holdRepairs, holdStats } from './cached-stats.ts';
import type { createCacheMetrics } from './cache-metrics.ts';

export type StatsCacheDeps = {
  /** Fails fast: see `createCacheRedis`. */
  readonly redis: RedisGuardedCacheDeps<unknown>['redis'];
  readonly cacheMetrics: ReturnType<typeof createCacheMetrics>;
  readonly now: Clock;
};

export type CachedStoreDeps = StatsCacheDeps & {
  readonly changes: Pick<ChangeFeed, 'follow'>;
  readonly metrics: Metrics;
};

/** Of stats in the cache; a change ends them at once unless Redis lost what it was told. */
const STATS_TTL_SECONDS = 60;

/**
 * A store that keeps what readers ask for most out of DynamoDB's way: records of books in the process, stats in Redis.
 * Closing it closes the store.
 */
export function openCachedStore(store: Store, deps: CachedStoreDeps): Store {
  const { changes, metrics, now } = deps;
  const requests = new Counter({
    name: 'books_cache_requests_total',
    help: 'Reads of a cache by what came of them',
    labelNames: ['cache', 'result'],
    registers: [metrics.registry],
  });
  // There from the start, so that a rate is known of the first error as well.
  for (const result of ['hit', 'miss']) requests.inc({ cache: 'books', result }, 0);
  for (const result of ['hit', 'miss', 'error']) requests.inc({ cache: 'stats', result }, 0);

  const books = rememberBooks(store.books, {
    now,
    onLookup: (result, count) => requests.inc({ cache: 'books', result }, count),
  });
  const stopFollowing = changes.follow(({ table, key }) => {
    if (table === 'books') books.forget(key);
  });
  const cache = openStatsCache(deps);
  const ratings = cacheStats(store.ratings, {
    cache,
    onResult: (result, count) => requests.inc({ cache: 'stats', result }, count),
  });
  return {
    ...store,
    books,
    ratings,
    close: async () => {
      stopFollowing();
      await store.close();
    },
  };
}

/** A store whose changes are seen by who reads stats in the cache, and which reads nothing there itself. */
export function openHoldingStore(store: Store, deps: StatsCacheDeps): Store {
  const cache = openStatsCache(deps);
  return {
    ...store,
    ratings: holdStats(store.ratings, cache),
    audit: holdRepairs(store.audit, cache),
  };
}

function openStatsCache({ redis, cacheMetrics, now }: StatsCacheDeps) {
  return createRedisGuardedCache({
    redis,
    parse: (stored) => CachedStats.parse(stored),
    now,
    ttlSeconds: STATS_TTL_SECONDS,
    onOperation: cacheMetrics.observe,
  });
}
