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

export type CachedStatsStoreDeps = StatsCacheDeps & { readonly metrics: Metrics };

export type CachedStoreDeps = CachedStatsStoreDeps & {
  readonly changes: Pick<ChangeFeed, 'follow'>;
};

/** Of stats in the cache; a change ends them at once unless Redis lost what it was told. */
const STATS_TTL_SECONDS = 60;

/**
 * A store that keeps what readers ask for most out of DynamoDB's way: records of books in the process, stats in Redis.
 * Closing it closes the store.
 */
export function openCachedStore(store: Store, deps: CachedStoreDeps): Store {
  const requests = countRequests(deps.metrics);
  // There from the start, so that a rate is known of the first miss as well.
  for (const result of ['hit', 'miss']) requests.inc({ cache: 'books', result }, 0);
  const books = rememberBooks(store.books, {
    now: deps.now,
    onLookup: (result, count) => requests.inc({ cache: 'books', result }, count),
  });
  const stopFollowing = deps.changes.follow(({ table, key }) => {
    if (table === 'books') books.forget(key);
  });
  return {
    ...withCachedStats(store, deps, requests),
    books,
    close: async () => {
      stopFollowing();
      await store.close();
    },
  };
}

/** A store whose stats come out of Redis, and all else out of the store. */
export function openCachedStatsStore(store: Store, deps: CachedStatsStoreDeps): Store {
  return withCachedStats(store, deps, countRequests(deps.metrics));
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

function countRequests({ registry }: Metrics) {
  return new Counter({
    name: 'books_cache_requests_total',
    help: 'Reads of a cache by what came of them',
    labelNames: ['cache', 'result'],
    registers: [registry],
  });
}

function withCachedStats(
  store: Store,
  deps: StatsCacheDeps,
  requests: ReturnType<typeof countRequests>,
): Store {
  for (const result of ['hit', 'miss', 'error']) requests.inc({ cache: 'stats', result }, 0);
  const ratings = cacheStats(store.ratings, {
    cache: openStatsCache(deps),
    onResult: (result, count) => requests.inc({ cache: 'stats', result }, count),
  });
  return { ...store, ratings };
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
