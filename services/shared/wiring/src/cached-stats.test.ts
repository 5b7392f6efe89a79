import type { GuardedCache } from '@books/cache/guarded-cache';
import { statsOf, type RatingStats } from '@books/domain/rating-stats';
import { aRating, bookId, userId } from '@books/domain/testing/builders';
import { createCacheRedis } from '@books/redis/redis-client';
import { createRedisGuardedCache, factKey } from '@books/redis/redis-guarded-cache';
import { connect } from '@books/redis/testing/connect';
import { describeWithRedis } from '@books/redis/testing/describe-with-redis';
import type { RedisServer } from '@books/redis/testing/redis-server';
import type { RatingRepository } from '@books/storage/rating-repository';
import { describeRatingRepository } from '@books/storage/rating-repository.contract';
import { openSqliteStore } from '@books/storage/sqlite-store';
import { expect, test, vi } from 'vitest';
import { CachedStats, cacheStats, holdRepairs, holdStats, statsKey } from './cached-stats.ts';

const dune = bookId('gb:1');
const emma = bookId('gb:2');
const ann = userId('ann');
const RECOVERY = { timeout: 5000 };

/** A process of its own: what it has in memory, the others have not. */
async function openProcess(server: RedisServer, store: RatingRepository) {
  // Patient, since it is not about time: a busy machine takes longer than a process would wait.
  const redis = await connect(server, (deps) =>
    createCacheRedis({ ...deps, commandTimeoutMs: 20_000 }),
  );
  let nowMs = 0;
  const cache = createRedisGuardedCache<RatingStats>({
    redis,
    parse: (stored) => CachedStats.parse(stored),
    now: () => new Date(nowMs),
    ttlSeconds: 60,
  });
  const results: string[] = [];
  const reads: string[] = [];
  const watched: RatingRepository = {
    ...store,
    stats: (id) => {
      reads.push(id);
      return store.stats(id);
    },
    statsOf: (ids) => {
      reads.push(ids.join(' '));
      return store.statsOf(ids);
    },
  };
  const onResult = (result: string, count: number) => void results.push(`${result} ${count}`);
  const ratings = cacheStats(watched, { cache, onResult });
  /** A fill is not waited for, but goes the same way as what is asked next. */
  const read = async () => {
    const stats = await ratings.stats(dune);
    await redis.ping();
    return stats;
  };
  return { ratings, redis, cache, results, reads, read, passSecond: () => void (nowMs += 1000) };
}

const inMemory = () => openSqliteStore(':memory:').ratings;

describeWithRedis('stats in a cache', (server) => {
  describeRatingRepository('SQLite with cached stats', async () => {
    const { ratings, redis } = await openProcess(server(), inMemory());
    await redis.flushall();
    return ratings;
  });

  test('are not read again after a rating whose answer told them', async () => {
    const store = inMemory();
    const { ratings, read, reads } = await openProcess(server(), store);
    for (const [at, name] of ['ann', 'bob', 'cid'].entries()) {
      const { stats } = await ratings.rate(aRating({ userId: name, stars: 4 }));
      expect(await read()).toEqual(stats);
      expect(stats.count).toBe(at + 1);
    }
    expect(reads).toEqual([]);
  });

  test('are read once in the store, for all processes', async () => {
    const store = inMemory();
    await store.rate(aRating({ stars: 4 }));
    const [one, other] = [await openProcess(server(), store), await openProcess(server(), store)];
    expect(await one.read()).toEqual(statsOf([4]));
    expect(await other.read()).toEqual(statsOf([4]));
    expect(await other.read()).toBe(await other.read());
    expect([one.reads, other.reads]).toEqual([['gb:1'], []]);
    expect(one.results).toEqual(['hit 0', 'miss 1']);
    expect(other.results[0]).toBe('hit 1');
  });

  test('of several books are read only where they are missing', async () => {
    const store = inMemory();
    await store.rate(aRating({ stars: 4 }));
    const { ratings, redis, reads, read } = await openProcess(server(), store);
    await read();
    for (let n = 0; n < 2; n += 1) {
      const stats = await ratings.statsOf([dune, emma, dune]);
      expect(stats).toEqual(
        new Map([
          [dune, statsOf([4])],
          [emma, statsOf([])],
        ]),
      );
      await redis.ping();
    }
    expect(reads).toEqual(['gb:1', 'gb:2']);
  });

  test.each<[string, (ratings: RatingRepository) => Promise<unknown>, number[]]>([
    ['a rating', (ratings) => ratings.rate(aRating({ userId: 'bob', stars: 2 })), [4, 2]],
    ['a removal', (ratings) => ratings.remove(ann, dune), []],
    [
      'an import',
      (ratings) =>
        ratings.changeManyIf(ann, [
          { bookId: dune, after: aRating({ stars: 1 }), condition: () => true },
        ]),
      [1],
    ],
  ])('are what they are after %s by another process, at once', async (_what, change, after) => {
    const store = inMemory();
    await store.rate(aRating({ stars: 4 }));
    const { read } = await openProcess(server(), store);
    const { ratings, cache } = await openProcess(server(), store);
    await read();
    await change(ratings);
    expect(await read()).toEqual(statsOf(after));
    await store.rate(aRating({ stars: 4 }));
    // As the worker does, which reads no stats there.
    await cache.release(await cache.hold([statsKey(dune)]));
    await read();
    await change(holdStats(store, cache));
    expect(await read()).toEqual(await store.stats(dune));
  });

  test('are those of the ratings after a repair', async () => {
    const store = inMemory();
    const { read, cache } = await openProcess(server(), store);
    await read();
    const { audit } = holdRepairs(
      {
        walk: async () => ({ bookIds: [] }),
        audit: async () => ({
          outcome: 'mismatch',
          stored: statsOf([]),
          counted: statsOf([5]),
          repair: async () => {
            await store.rate(aRating({ stars: 5 }));
            return true;
          },
        }),
      },
      cache,
    );
    const found = await audit(dune);
    expect(found.outcome === 'mismatch' && (await found.repair())).toBe(true);
    expect(await read()).toEqual(statsOf([5]));
  });

  test('are fresh when a process dies between the commit and the end of its hold', async () => {
    const store = inMemory();
    const reader = await openProcess(server(), store);
    await reader.read();
    const committed = Promise.withResolvers<void>();
    const dying = await openProcess(server(), {
      ...store,
      rate: async (rating) => {
        await store.rate(rating);
        committed.resolve();
        return new Promise(() => {});
      },
    });
    void dying.ratings.rate(aRating({ stars: 5 }));
    await committed.promise;
    for (let n = 0; n < 3; n += 1) expect(await reader.read()).toEqual(statsOf([5]));
    // Nothing is kept until the hold is over by itself.
    expect(reader.reads.length).toBe(4);
  });

  test('are not kept from before a change of which it is not known whether it came through', async () => {
    const store = inMemory();
    const reader = await openProcess(server(), store);
    const late = Promise.withResolvers<void>();
    const { ratings } = await openProcess(server(), {
      ...store,
      rate: async (rating) => {
        void late.promise.then(() => store.rate(rating));
        throw new Error('the store did not answer in time');
      },
    });
    await expect(ratings.rate(aRating({ stars: 5 }))).rejects.toThrow('in time');
    expect(await reader.read()).toEqual(statsOf([]));
    late.resolve();
    await vi.waitFor(async () => expect(await store.stats(dune)).toEqual(statsOf([5])));
    expect(await reader.read()).toEqual(statsOf([5]));
  });

  test('read before a change are not kept after it', async () => {
    const store = inMemory();
    const gate = Promise.withResolvers<void>();
    const slow = await openProcess(server(), {
      ...store,
      stats: async (id) => {
        const stats = await store.stats(id);
        await gate.promise;
        return stats;
      },
    });
    const { ratings, read } = await openProcess(server(), store);
    const early = slow.read();
    await vi.waitFor(() => expect(slow.reads).toEqual(['gb:1']));
    await ratings.rate(aRating({ stars: 5 }));
    gate.resolve();
    expect(await early).toEqual(statsOf([]));
    expect(await read()).toEqual(statsOf([5]));
  });

  test('never lag behind what a reader was told, while many rate and many read', async () => {
    const store = inMemory();
    const processes = await Promise.all([0, 1, 2].map(() => openProcess(server(), store)));
    let told = 0;
    const over = new AbortController();
    const readers = processes.map(async ({ ratings }) => {
      while (!over.signal.aborted) {
        const before = told;
        expect((await ratings.stats(dune)).count).toBeGreaterThanOrEqual(before);
      }
    });
    const raters = processes.map(async ({ ratings }, at) => {
      for (let n = 0; n < 100; n += 1) {
        const { stats } = await ratings.rate(aRating({ userId: `reader-${at}-${n}`, stars: 3 }));
        told = Math.max(told, stats.count);
      }
    });
    await Promise.all(raters);
    over.abort();
    await Promise.all(readers);
    expect((await processes[0]!.read()).count).toBe(300);
  });

  test('come from the store while Redis is away, and a change meanwhile is seen when it is back', async () => {
    const store = inMemory();
    const { ratings, redis, results, read, passSecond } = await openProcess(server(), store);
    await read();
    await redis.save();
    await server().kill();
    await vi.waitFor(() => expect(redis.status).not.toBe('ready'));
    await ratings.rate(aRating({ stars: 5 }));
    expect(await ratings.stats(dune)).toEqual(statsOf([5]));
    expect(await ratings.stats(emma)).toEqual(statsOf([]));
    expect(results.at(-1)).toBe('error 1');
    await server().restart();
    await vi.waitFor(async () => {
      passSecond();
      expect(await read()).toEqual(statsOf([5]));
      expect(results.at(-1)).toBe('hit 1');
    }, RECOVERY);
  });

  test.each([
    ['corrupt JSON', '={"count":'],
    ['stats of another shape', '={"count":-1,"halfStarSum":2,"histogram":[]}'],
  ])('are read in the store where %s lies under their key', async (_what, text) => {
    const store = inMemory();
    await store.rate(aRating({ stars: 4 }));
    const { redis, read, reads } = await openProcess(server(), store);
    await redis.set(factKey(statsKey(dune)), text);
    for (let n = 0; n < 3; n += 1) expect(await read()).toEqual(statsOf([4]));
    // The first found nothing to use, the second could fill again.
    expect(reads.length).toBe(2);
  });
});

test('a cache that never answers costs a change nothing but time, and a read nothing but the store', async () => {
  const away: GuardedCache<RatingStats> = {
    read: () => Promise.reject(new Error('away')),
    fill: () => Promise.reject(new Error('away')),
    hold: async (keys) => ({ keys, token: '' }),
    release: async () => {},
  };
  const ratings = cacheStats(inMemory(), { cache: away });
  expect((await ratings.rate(aRating({ stars: 3 }))).stats).toEqual(statsOf([3]));
  expect(await ratings.stats(dune)).toEqual(statsOf([3]));
});
