import { recommendationKey } from '@books/cache/recommendation-lists';
import { BookId, UserId } from '@books/domain/ids';
import { createApi, newReader, type Api } from '@books/e2e/api';
import { metricsOf } from '@books/e2e/metrics';
import { withTraffic } from '@books/e2e/traffic';
import { createCacheRedis } from '@books/redis/redis-client';
import { factKey } from '@books/redis/redis-guarded-cache';
import { redisKeys } from '@books/redis/stored-value';
import type { Stack } from '@books/stack/start-stack';
import { statsKey } from '@books/wiring/cached-stats';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test, vi } from 'vitest';
import { percentile } from './percentile.ts';
import type { FaultyStack } from './testing/faulty-stack.ts';

/** How long each fault lasts under traffic, in milliseconds. */
const FAULT_MS = 3000;
/** What a request is given, see `ServiceLimits`: what takes longer gets a 503. */
const DEADLINE_MS = 10_000;
const RECOVERY = { timeout: 5000, interval: 50 };
/** Stats are not read in the cache for three seconds more, as changes of others may be told late. */
const STATS_RECOVERY = { timeout: 10_000, interval: 50 };
/** Reads of the store that a request may cost at most in the mean, whatever Redis does: no stampede. */
const READS_PER_REQUEST = 8;

type RedisFault = {
  readonly name: string;
  /** Whether the cache cannot be used meanwhile, rather than being emptied or damaged. */
  readonly isDegrading: boolean;
  readonly begin: (parts: FaultyStack) => Promise<unknown>;
  readonly end: (parts: FaultyStack) => Promise<unknown>;
};

const AT_ONCE = 100;
/** Kinds of requests, and the reads that one of them needs; half a read more for what goes on beside them. */
const READS: readonly {
  readonly name: string;
  readonly most: number;
  readonly ask: (api: Api, reader: string) => Promise<unknown>;
}[] = [
  { name: 'a book', most: 2.5, ask: (api) => api.book('gb:1') },
  { name: 'a search', most: 0.5, ask: (api) => api.search('harry poter') },
  { name: 'a list', most: 2.5, ask: (api, reader) => api.recommendations(reader) },
  { name: 'ratings', most: 2.5, ask: (api, reader) => api.ratingsOfReader(reader) },
];

const command = async ({ stack }: FaultyStack, ...words: [string, ...string[]]) => {
  const redis = createCacheRedis({ url: stack.redis.url, name: 'faults', onError: () => {} });
  try {
    await vi.waitUntil(() => redis.status === 'ready', { timeout: 10_000 });
    const [name, ...rest] = words;
    return await redis.call(name, ...rest);
  } finally {
    redis.disconnect();
  }
};

const FAULTS: readonly RedisFault[] = [
  {
    name: 'stopped',
    isDegrading: true,
    begin: ({ stack }) => stack.redis.stop(),
    end: ({ stack }) => stack.redis.start(),
  },
  {
    name: 'hung',
    isDegrading: true,
    begin: async ({ stack }) => stack.redis.pause(),
    end: async ({ stack }) => stack.redis.resume(),
  },
  {
    name: 'slow',
    isDegrading: true,
    begin: async ({ redis }) => redis.setFault({ kind: 'latency', milliseconds: 400 }),
    end: async ({ redis }) => redis.setFault({ kind: 'none' }),
  },
  {
    name: 'behind a connection that is reset',
    isDegrading: true,
    begin: async ({ redis }) => redis.setFault({ kind: 'reset' }),
    end: async ({ redis }) => redis.setFault({ kind: 'none' }),
  },
  {
    name: 'cut off in the middle of its answers',
    isDegrading: true,
    begin: async ({ redis }) => redis.setFault({ kind: 'truncate', bytes: 3 }),
    end: async ({ redis }) => redis.setFault({ kind: 'none' }),
  },
  {
    name: 'full',
    isDegrading: true,
    begin: (parts) => command(parts, 'CONFIG', 'SET', 'maxmemory', '1'),
    end: (parts) => command(parts, 'CONFIG', 'SET', 'maxmemory', '0'),
  },
  {
    name: 'read-only, as after a failover',
    isDegrading: true,
    begin: (parts) => command(parts, 'REPLICAOF', '127.0.0.1', '9'),
    end: (parts) => command(parts, 'REPLICAOF', 'NO', 'ONE'),
  },
  {
    name: 'flushed',
    isDegrading: false,
    begin: (parts) => command(parts, 'FLUSHALL'),
    end: async () => {},
  },
];

export function redisFaults(parts: () => FaultyStack): void {
  test.each(FAULTS)(
    'Redis $name fails no request, keeps answers true and in time, and recovers within 5 s',
    async ({ isDegrading, begin, end }) => {
      const { stack, dynamo } = parts();
      const api = createApi(stack.baseUrl);
      const readsBefore = readsOf(dynamo.counts());
      let wasDegraded = false;
      const { requests, durationsMs, faults } = await withTraffic(api, async () => {
        await begin(parts());
        const endsAtMs = performance.now() + FAULT_MS;
        while (performance.now() < endsAtMs) {
          wasDegraded ||= await isDegraded(stack);
          await sleep(100);
        }
        await end(parts());
        await vi.waitUntil(() => isCaching(stack), RECOVERY);
        expect(await isDegraded(stack)).toBe(false);
        await vi.waitUntil(() => isCachingStats(stack), STATS_RECOVERY);
      });
      const readsPerRequest = (readsOf(dynamo.counts()) - readsBefore) / requests;
      process.stdout.write(
        `  ${requests} requests, p99 ${Math.round(percentile(durationsMs, 0.99))} ms, ${readsPerRequest.toFixed(2)} reads a request\n`,
      );
      expect(faults).toEqual([]);
      expect(percentile(durationsMs, 0.99)).toBeLessThan(DEADLINE_MS);
      expect(readsPerRequest).toBeLessThan(READS_PER_REQUEST);
      expect(wasDegraded).toBe(isDegrading);
    },
  );

  test.each(READS)(
    'Redis away, a hundred requests at once for $name cost at most $most reads of the store each',
    async ({ most, ask }) => {
      const { stack, dynamo } = parts();
      const api = createApi(stack.baseUrl);
      const reader = newReader();
      await api.rate(reader, 'gb:1', 4);
      await stack.redis.stop();
      try {
        const before = readsOf(dynamo.counts());
        await Promise.all(Array.from({ length: AT_ONCE }, () => ask(api, reader)));
        const readsEach = (readsOf(dynamo.counts()) - before) / AT_ONCE;
        process.stdout.write(`  ${readsEach.toFixed(2)} reads each\n`);
        expect(readsEach).toBeLessThanOrEqual(most);
      } finally {
        await stack.redis.start();
      }
      await vi.waitUntil(() => isCaching(stack), RECOVERY);
      await vi.waitUntil(() => isCachingStats(stack), STATS_RECOVERY);
    },
  );

  describe('under the key of a list', () => {
    test.each<[string, (key: string) => [string, ...string[]]]>([
      ['corrupt JSON', (key) => ['SET', key, '{"value":{"recomm']],
      ['the value of something else', (key) => ['SET', key, '{"value":{"recommendations":7}}']],
      ['another type', (key) => ['RPUSH', key, 'a', 'b']],
    ])('%s counts as nothing, and is replaced', async (_, write) => {
      const api = createApi(parts().stack.baseUrl);
      const { bookIds } = await api.recommendations(newReader());
      // Before the first list of this reader: a process that has made one knows what belongs there.
      const reader = newReader();
      const [key] = redisKeys(recommendationKey(UserId.parse(reader)));
      await command(parts(), ...write(key));
      // What strangers get is the same for all.
      expect((await api.recommendations(reader)).bookIds).toEqual(bookIds);
      await vi.waitUntil(async () => {
        const stored = await command(parts(), 'GET', key).catch(() => undefined);
        return String(stored).includes('modelVersion');
      }, RECOVERY);
    });
  });

  describe('under the key of stats', () => {
    test.each<[string, (key: string) => [string, ...string[]]]>([
      ['corrupt JSON', (key) => ['SET', key, '={"count":']],
      ['the value of something else', (key) => ['SET', key, '={"count":-1}']],
      ['a text of another program', (key) => ['SET', key, 'text']],
      ['another type', (key) => ['RPUSH', key, 'a', 'b']],
    ])('%s counts as nothing, and is replaced', async (_, write) => {
      const api = createApi(parts().stack.baseUrl);
      const { book: told } = await api.rate(newReader(), 'gb:1', 4);
      const key = factKey(statsKey(BookId.parse('gb:1')));
      await command(parts(), 'DEL', key);
      await command(parts(), ...write(key));
      await vi.waitUntil(async () => {
        const { ratings_count: count, average_rating: mean } = await api.book('gb:1');
        expect({ ratings_count: count, average_rating: mean }).toEqual(told);
        const stored = await command(parts(), 'GET', key).catch(() => undefined);
        return String(stored).startsWith(`={"count":${told.ratings_count},`);
      }, RECOVERY);
    });
  });
}

const READ_OPERATIONS = ['GetItem', 'BatchGetItem', 'Query'];

/** Reads among the requests to DynamoDB; a Scan would be a read as well, but no request makes one. */
function readsOf(counts: ReadonlyMap<string, number>): number {
  return READ_OPERATIONS.reduce((sum, operation) => sum + (counts.get(operation) ?? 0), 0);
}

async function isDegraded(stack: Stack): Promise<boolean> {
  const metrics = await metricsOf(stack, 'recommendation-api');
  return metrics.sum('books_degraded', { part: 'cache' }) > 0;
}

/** Whether the second list of a new reader comes out of the cache. */
async function isCaching(stack: Stack): Promise<boolean> {
  const api = createApi(stack.baseUrl);
  const hits = async () =>
    (await metricsOf(stack, 'recommendation-api')).sum('books_cache_requests_total', {
      cache: 'recommendations',
      result: 'hit',
    });
  const before = await hits();
  const reader = newReader();
  for (let n = 0; n < 2; n += 1) await api.recommendations(reader);
  return (await hits()) > before;
}

/** Whether stats of a book come out of the cache. */
async function isCachingStats(stack: Stack): Promise<boolean> {
  const api = createApi(stack.baseUrl);
  const hits = async () =>
    (await metricsOf(stack, 'bookdetail-api')).sum('books_cache_requests_total', {
      cache: 'stats',
      result: 'hit',
    });
  const before = await hits();
  for (let n = 0; n < 2; n += 1) await api.book('gb:1');
  return (await hits()) > before;
}
