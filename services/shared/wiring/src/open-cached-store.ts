import type { CacheResult } from '@books/cache/read-through';
import type { ChangeFeed } from '@books/change-feed/change-feed';
import {
  createRedisGuardedCache,
  type RedisGuardedCacheDeps,
} from '@books/redis/redis-guarded-cache';
import type { Clock } from '@books/service-kit/clock';
import { countCacheRequests } from '@books/service-kit/cache-requests';
import type { Metrics } from '@books/service-kit/metrics';
import { rememberBooks } from '@books/storage/remembered-books';
import type { Store } from '@books/storage/store';
import { cacheLatestRatings } from './cached-latest-ratings.ts';
import {
  CachedNotInterested,
  cacheNotInterested,
  holdNotInterested,
} from './cached-not-interested.ts';
import { CachedStats, cacheStats } from './cached-stats.ts';
import type { createCacheMetrics } from './cache-metrics.ts';
import { holdRatings, holdRepairs } from './hold-ratings.ts';
import { LatestRatings, READER_TTL_SECONDS } from './latest-ratings.ts';

export type FactCacheDeps = {
  /** Fails fast: see `createCacheRedis`. */
  readonly redis: RedisGuardedCacheDeps<unknown>['redis'];
  readonly cacheMetrics: ReturnType<typeof createCacheMetrics>;
  readonly now: Clock;
};

export type CachedFactsStoreDeps = FactCacheDeps & { readonly metrics: Metrics };

export type CachedStoreDeps = CachedFactsStoreDeps & {
  readonly changes: Pick<ChangeFeed, 'follow'>;
};

/** Of stats in the cache; a change ends them at once unless Redis lost what it was told. */
const STATS_TTL_SECONDS = 60;

/**
 * A store that keeps what readers ask for most out of DynamoDB's way: records of books in the process, the facts of
 * {@link openCachedFactsStore} in Redis. Closing it closes the store.
 */
export function openCachedStore(store: Store, deps: CachedStoreDeps): Store {
  const books = rememberBooks(store.books, {
    now: deps.now,
    onLookup: countCacheRequests(deps.metrics, 'books', ['hit', 'miss']),
  });
  const stopFollowing = deps.changes.follow(({ table, key }) => {
    if (table === 'books') books.forget(key);
  });
  return {
    ...openCachedFactsStore(store, deps),
    books,
    close: async () => {
      stopFollowing();
      await store.close();
    },
  };
}

/**
 * A store of which stats of books, the newest ratings of readers and what they do not want come out of Redis, and all else out of
 * the store.
 */
export function openCachedFactsStore(store: Store, deps: CachedFactsStoreDeps): Store {
  const caches = openFactCaches(deps);
  const onResult = (cache: string) =>
    countCacheRequests<CacheResult>(deps.metrics, cache, ['hit', 'miss', 'error']);
  const ratings = cacheStats(holdRatings(store.ratings, { ...caches, now: deps.now }), {
    cache: caches.stats,
    onResult: onResult('stats'),
  });
  return {
    ...store,
    ratings: cacheLatestRatings(ratings, {
      cache: caches.latest,
      onResult: onResult('latest_ratings'),
      now: deps.now,
    }),
    readerItems: cacheNotInterested(store.readerItems, {
      cache: caches.notInterested,
      onResult: onResult('not_interested'),
    }),
  };
}

/** A store whose changes are seen by who reads those facts in the cache, and which reads nothing there itself. */
export function openHoldingStore(store: Store, deps: FactCacheDeps): Store {
  const caches = openFactCaches(deps);
  return {
    ...store,
    ratings: holdRatings(store.ratings, { ...caches, now: deps.now }),
    audit: holdRepairs(store.audit, caches.stats),
    readerItems: holdNotInterested(store.readerItems, caches.notInterested),
  };
}

function openFactCaches({ redis, cacheMetrics, now }: FactCacheDeps) {
  const shared = { redis, now, onOperation: cacheMetrics.observe };
  const ofReaders = { ...shared, ttlSeconds: READER_TTL_SECONDS, keepsParsed: false };
  return {
    stats: createRedisGuardedCache({
      ...shared,
      parse: (stored) => CachedStats.parse(stored),
      ttlSeconds: STATS_TTL_SECONDS,
      keepsParsed: true,
    }),
    latest: createRedisGuardedCache({
      ...ofReaders,
      parse: (stored) => LatestRatings.parse(stored),
    }),
    notInterested: createRedisGuardedCache({
      ...ofReaders,
      parse: (stored) => CachedNotInterested.parse(stored),
    }),
  };
}
