import { statsOf } from '@books/domain/rating-stats';
import { aRating, bookId, userId } from '@books/domain/testing/builders';
import { factKey } from '@books/redis/redis-guarded-cache';
import { describeWithRedis } from '@books/redis/testing/describe-with-redis';
import type { RedisServer } from '@books/redis/testing/redis-server';
import type { RatingRepository } from '@books/storage/rating-repository';
import { describeRatingRepository } from '@books/storage/rating-repository.contract';
import type { Store } from '@books/storage/store';
import { expect, test, vi } from 'vitest';
import { cacheLatestRatings } from './cached-latest-ratings.ts';
import { cacheStats, statsKey } from './cached-stats.ts';
import { holdRatings } from './hold-ratings.ts';
import { inMemory, openProcess } from './testing/cached-process.ts';

const dune = bookId('gb:1');
const emma = bookId('gb:2');
const ann = userId('ann');
const RECOVERY = { timeout: 5000 };

/** A process, and how it reads the stats of one book. */
async function openReader(server: RedisServer, store: Store) {
  const parts = await openProcess(server, store);
  const { ratings } = parts.cached;
  return { ...parts, ratings, read: () => parts.settled(ratings.stats(dune)) };
}

/** A store whose ratings do something else. */
const withRatings = (store: Store, ratings: Partial<RatingRepository>): Store => ({
  ...store,
  ratings: { ...store.ratings, ...ratings },
});

describeWithRedis('stats in a cache', (server) => {
  describeRatingRepository('SQLite with cached stats', async () => {
    const { ratings, redis } = await openReader(server(), inMemory());
    await redis.flushall();
    return ratings;
  });

  test('are not read again after a rating whose answer told them', async () => {
    const store = inMemory();
    const { ratings, read, reads } = await openReader(server(), store);
    for (const [at, name] of ['ann', 'bob', 'cid'].entries()) {
      const { stats } = await ratings.rate(aRating({ userId: name, stars: 4 }));
      expect(await read()).toEqual(stats);
      expect(stats.count).toBe(at + 1);
    }
    expect(reads).toEqual([]);
  });

  test('are read once in the store, for all processes', async () => {
    const store = inMemory();
    await store.ratings.rate(aRating({ stars: 4 }));
    const [one, other] = [await openReader(server(), store), await openReader(server(), store)];
    expect(await one.read()).toEqual(statsOf([4]));
    expect(await other.read()).toEqual(statsOf([4]));
    expect(await other.read()).toBe(await other.read());
    expect([one.reads, other.reads]).toEqual([['gb:1'], []]);
    expect(await one.counted('stats')).toEqual({ hit: 0, miss: 1, error: 0 });
    expect(await other.counted('stats')).toEqual({ hit: 3, miss: 0, error: 0 });
  });

  test('of several books are read only where they are missing', async () => {
    const store = inMemory();
    await store.ratings.rate(aRating({ stars: 4 }));
    const { ratings, settled, reads, read } = await openReader(server(), store);
    await read();
    for (let n = 0; n < 2; n += 1) {
      const stats = await settled(ratings.statsOf([dune, emma, dune]));
      expect(stats).toEqual(
        new Map([
          [dune, statsOf([4])],
          [emma, statsOf([])],
        ]),
      );
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
    await store.ratings.rate(aRating({ stars: 4 }));
    const { read } = await openReader(server(), store);
    const { ratings, holding } = await openReader(server(), store);
    await read();
    await change(ratings);
    expect(await read()).toEqual(statsOf(after));
    await holding.ratings.rate(aRating({ stars: 4 }));
    await read();
    await change(holding.ratings);
    expect(await read()).toEqual(await store.ratings.stats(dune));
  });

  test('are those of the ratings after a repair', async () => {
    const store = inMemory();
    const { read, holding } = await openReader(server(), {
      ...store,
      audit: {
        ...store.audit,
        audit: async () => ({
          outcome: 'mismatch',
          stored: statsOf([]),
          counted: statsOf([5]),
          repair: async () => {
            await store.ratings.rate(aRating({ stars: 5 }));
            return true;
          },
        }),
      },
    });
    await read();
    const { audit } = holding.audit;
    const found = await audit(dune);
    expect(found.outcome === 'mismatch' && (await found.repair())).toBe(true);
    expect(await read()).toEqual(statsOf([5]));
  });

  test('are fresh when a process dies between the commit and the end of its hold', async () => {
    const store = inMemory();
    const reader = await openReader(server(), store);
    await reader.read();
    const committed = Promise.withResolvers<void>();
    const dying = await openReader(
      server(),
      withRatings(store, {
        rate: async (rating) => {
          await store.ratings.rate(rating);
          committed.resolve();
          return new Promise(() => {});
        },
      }),
    );
    void dying.ratings.rate(aRating({ stars: 5 }));
    await committed.promise;
    for (let n = 0; n < 3; n += 1) expect(await reader.read()).toEqual(statsOf([5]));
    // Nothing is kept until the hold is over by itself.
    expect(reader.reads.length).toBe(4);
  });

  test('are not kept from before a change of which it is not known whether it came through', async () => {
    const store = inMemory();
    const reader = await openReader(server(), store);
    const late = Promise.withResolvers<void>();
    const { ratings } = await openReader(
      server(),
      withRatings(store, {
        rate: async (rating) => {
          void late.promise.then(() => store.ratings.rate(rating));
          throw new Error('the store did not answer in time');
        },
      }),
    );
    await expect(ratings.rate(aRating({ stars: 5 }))).rejects.toThrow('in time');
    expect(await reader.read()).toEqual(statsOf([]));
    late.resolve();
    await vi.waitFor(async () => expect(await store.ratings.stats(dune)).toEqual(statsOf([5])));
    expect(await reader.read()).toEqual(statsOf([5]));
  });

  test('read before a change are not kept after it', async () => {
    const store = inMemory();
    const gate = Promise.withResolvers<void>();
    const slow = await openReader(
      server(),
      withRatings(store, {
        stats: async (id) => {
          const stats = await store.ratings.stats(id);
          await gate.promise;
          return stats;
        },
      }),
    );
    const { ratings, read } = await openReader(server(), store);
    const early = slow.read();
    await vi.waitFor(() => expect(slow.reads).toEqual(['gb:1']));
    await ratings.rate(aRating({ stars: 5 }));
    gate.resolve();
    expect(await early).toEqual(statsOf([]));
    expect(await read()).toEqual(statsOf([5]));
  });

  test('never lag behind what a reader was told, while many rate and many read', async () => {
    const store = inMemory();
    const processes = await Promise.all([0, 1, 2].map(() => openReader(server(), store)));
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
    const { ratings, redis, counted, read, passSecond } = await openReader(server(), store);
    await read();
    await redis.save();
    await server().kill();
    await vi.waitFor(() => expect(redis.status).not.toBe('ready'));
    await ratings.rate(aRating({ stars: 5 }));
    expect(await ratings.stats(dune)).toEqual(statsOf([5]));
    expect(await ratings.stats(emma)).toEqual(statsOf([]));
    expect(await counted('stats')).toEqual({ hit: 0, miss: 2, error: 1 });
    await server().restart();
    await vi.waitFor(async () => {
      passSecond();
      expect(await read()).toEqual(statsOf([5]));
      expect((await counted('stats'))['hit']).toBeGreaterThan(0);
    }, RECOVERY);
  });

  test.each([
    ['corrupt JSON', '={"count":'],
    ['stats of another shape', '={"count":-1,"halfStarSum":2,"histogram":[]}'],
  ])('are read in the store where %s lies under their key', async (_what, text) => {
    const store = inMemory();
    await store.ratings.rate(aRating({ stars: 4 }));
    const { redis, read, reads } = await openReader(server(), store);
    await redis.set(factKey(statsKey(dune)), text);
    for (let n = 0; n < 3; n += 1) expect(await read()).toEqual(statsOf([4]));
    // The first found nothing to use, the second could fill again.
    expect(reads.length).toBe(2);
  });
});

test('a cache that never answers costs a change nothing but time, and a read nothing but the store', async () => {
  const now = () => new Date(0);
  const away = {
    read: () => Promise.reject(new Error('away')),
    fill: () => Promise.reject(new Error('away')),
    hold: async (keys: readonly string[]) => ({ keys, token: '', before: () => undefined }),
    release: async () => {},
  };
  const held = holdRatings(inMemory().ratings, { stats: away, latest: away, now });
  const ratings = cacheLatestRatings(cacheStats(held, { cache: away }), { cache: away, now });
  expect((await ratings.rate(aRating({ stars: 3 }))).stats).toEqual(statsOf([3]));
  expect(await ratings.stats(dune)).toEqual(statsOf([3]));
  expect((await ratings.listByUser(ann, { limit: 5 })).items).toEqual([aRating({ stars: 3 })]);
});
