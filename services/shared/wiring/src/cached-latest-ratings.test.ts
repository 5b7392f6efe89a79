import type { Rating } from '@books/domain/rating';
import { aRating, bookId, userId } from '@books/domain/testing/builders';
import { factKey } from '@books/redis/redis-guarded-cache';
import { describeWithRedis } from '@books/redis/testing/describe-with-redis';
import type { RedisServer } from '@books/redis/testing/redis-server';
import type { RatingRepository } from '@books/storage/rating-repository';
import { describeRatingRepository } from '@books/storage/rating-repository.contract';
import type { Store } from '@books/storage/store';
import { expect, test, vi } from 'vitest';
import { latestKey } from './cached-latest-ratings.ts';
import { LATEST, READER_TTL_SECONDS } from './latest-ratings.ts';
import { inMemory, openProcess } from './testing/cached-process.ts';

const ann = userId('ann');
const dune = bookId('gb:1');
const RECOVERY = { timeout: 5000 };
const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, second));
const of = (book: number, second = book) =>
  aRating({ bookId: `gb:${book}`, ratedAt: at(second), stars: 5 });

/** A process, and how it lists the ratings of one reader. */
async function openReader(server: RedisServer, store: Store) {
  const parts = await openProcess(server, store);
  const { ratings } = parts.cached;
  const list = async (limit = LATEST): Promise<readonly Rating[]> =>
    (await parts.settled(ratings.listByUser(ann, { limit }))).items;
  return { ...parts, ratings, list };
}

const withRatings = (store: Store, ratings: Partial<RatingRepository>): Store => ({
  ...store,
  ratings: { ...store.ratings, ...ratings },
});

describeWithRedis('the newest ratings of a reader in a cache', (server) => {
  describeRatingRepository('SQLite with cached lists, asked twice', async () => {
    const { ratings, redis, settled } = await openReader(server(), inMemory());
    await redis.flushall();
    return {
      ...ratings,
      listByUser: async (...asked) => {
        await settled(ratings.listByUser(...asked));
        return ratings.listByUser(...asked);
      },
    };
  });

  test('are read once, for all lengths, the number and all processes', async () => {
    const store = inMemory();
    for (const book of [1, 2, 3]) await store.ratings.rate(of(book));
    const [one, other] = [await openReader(server(), store), await openReader(server(), store)];
    expect(await one.list(2)).toEqual([of(3), of(2)]);
    expect(await one.list()).toEqual([of(3), of(2), of(1)]);
    expect(await other.list(1)).toEqual([of(3)]);
    expect(await other.ratings.countByUser(ann)).toBe(3);
    expect([one.reads, other.reads]).toEqual([['500 of ann'], []]);
    expect(await one.counted('latest_ratings')).toEqual({ hit: 1, miss: 1, error: 0 });
  });

  test('are not read again after a rating that was added to them', async () => {
    const { ratings, list, reads } = await openReader(server(), inMemory());
    expect(await list()).toEqual([]);
    await ratings.rate(of(1));
    await ratings.rate(of(2));
    await ratings.rate(of(1, 3));
    expect(await list()).toEqual([of(1, 3), of(2)]);
    expect(reads).toEqual(['500 of ann']);
  });

  test('tell the store whether a rating is the first one of its book, where all are known', async () => {
    const store = inMemory();
    const guesses: unknown[] = [];
    const rate: RatingRepository['rate'] = (rating, guess) => {
      guesses.push(guess?.isFirst);
      return store.ratings.rate(rating);
    };
    const { ratings, list } = await openReader(server(), withRatings(store, { rate }));
    await ratings.rate(of(1));
    await list();
    await ratings.rate(of(2));
    await ratings.rate(of(1, 3));
    expect(guesses).toEqual([undefined, true, false]);
    for (let book = 10; book < 10 + LATEST; book += 1) await store.ratings.rate(of(book));
    await ratings.remove(ann, of(2).bookId);
    await list();
    await ratings.rate(of(2));
    expect(guesses.at(-1)).toBe(false);
  });

  test('are read anew when they have been added to for a while', async () => {
    const { ratings, list, reads, passSecond } = await openReader(server(), inMemory());
    await list();
    for (let second = 0; second < READER_TTL_SECONDS; second += 1) {
      await ratings.rate(of(second));
      passSecond();
    }
    expect(reads.length).toBe(1);
    await ratings.rate(of(READER_TTL_SECONDS));
    expect(await list()).toHaveLength(READER_TTL_SECONDS + 1);
    expect(reads.length).toBe(2);
  });

  test('are added to by nobody whose clock is too far from that of who read them', async () => {
    const store = inMemory();
    const [early, late] = [await openReader(server(), store), await openReader(server(), store)];
    for (let second = 0; second < READER_TTL_SECONDS; second += 1) late.passSecond();
    for (const [reader, rater] of [
      [early, late],
      [late, early],
    ] as const) {
      await reader.list();
      await rater.ratings.rate(of(1));
      const before = reader.reads.length;
      await reader.list();
      expect(reader.reads.length).toBe(before + 1);
      await rater.redis.flushall();
    }
  });

  test('have a further page, which the store gives', async () => {
    const { ratings, reads } = await openReader(server(), inMemory());
    for (const book of [1, 2, 3]) await ratings.rate(of(book));
    const { items, nextCursor } = await ratings.listByUser(ann, { limit: 2 });
    expect(items).toEqual([of(3), of(2)]);
    const next = await ratings.listByUser(ann, { limit: 2, cursor: nextCursor! });
    expect(next).toEqual({ items: [of(1)] });
    expect(reads).toEqual(['500 of ann', '2 of ann']);
  });

  test('do not tell the number of all when there are more', async () => {
    const store = inMemory();
    for (let book = 0; book <= LATEST; book += 1) await store.ratings.rate(of(book));
    const { ratings, list } = await openReader(server(), store);
    expect(await list()).toHaveLength(LATEST);
    expect(await ratings.countByUser(ann)).toBe(LATEST + 1);
  });

  test.each<[string, (ratings: RatingRepository) => Promise<unknown>, Rating[]]>([
    ['a rating', (ratings) => ratings.rate(of(2)), [of(2), of(1)]],
    ['a removal', (ratings) => ratings.remove(ann, dune), []],
    [
      'an import',
      (ratings) =>
        ratings.changeManyIf(ann, [{ bookId: dune, after: of(1, 9), condition: () => true }]),
      [of(1, 9)],
    ],
  ])('are what they are after %s by another process, at once', async (_what, change, after) => {
    for (const kind of ['cached', 'holding'] as const) {
      const store = inMemory();
      await store.ratings.rate(of(1));
      const { list, redis } = await openReader(server(), store);
      await redis.flushall();
      const other = await openReader(server(), store);
      expect(await list()).toEqual([of(1)]);
      await change(other[kind].ratings);
      expect(await list()).toEqual(after);
    }
  });

  test('are fresh when a process dies between the commit and the end of its hold', async () => {
    const store = inMemory();
    const reader = await openReader(server(), store);
    await reader.list();
    const committed = Promise.withResolvers<void>();
    const dies: RatingRepository['rate'] = async (rating) => {
      await store.ratings.rate(rating);
      committed.resolve();
      return new Promise(() => {});
    };
    const dying = await openReader(server(), withRatings(store, { rate: dies }));
    void dying.ratings.rate(of(1));
    await committed.promise;
    for (let n = 0; n < 3; n += 1) expect(await reader.list()).toEqual([of(1)]);
    // Nothing is kept until the hold is over by itself.
    expect(reader.reads.length).toBe(4);
  });

  test('are not made of those from before when it is not known whether a rating came through', async () => {
    const store = inMemory();
    const reader = await openReader(server(), store);
    await reader.list();
    const fails: RatingRepository['rate'] = async () => {
      throw new Error('the store did not answer in time');
    };
    const { ratings } = await openReader(server(), withRatings(store, { rate: fails }));
    await expect(ratings.rate(of(1))).rejects.toThrow('in time');
    expect(await reader.list()).toEqual([]);
    await store.ratings.rate(of(1));
    expect(await reader.list()).toEqual([of(1)]);
  });

  test('have every rating that was answered, while many are given and many read', async () => {
    const store = inMemory();
    const processes = await Promise.all([0, 1, 2].map(() => openReader(server(), store)));
    const told = new Set<string>();
    const over = new AbortController();
    const readers = processes.map(async ({ ratings }) => {
      while (!over.signal.aborted) {
        const before = [...told];
        const { items } = await ratings.listByUser(ann, { limit: LATEST });
        const listed = new Set<string>(items.map((rating) => rating.bookId));
        expect(before.filter((id) => !listed.has(id))).toEqual([]);
      }
    });
    const raters = processes.map(async ({ ratings }, rater) => {
      for (let n = 0; n < 100; n += 1) {
        const rating = of(rater * 1000 + n);
        await ratings.rate(rating);
        told.add(rating.bookId);
      }
    });
    await Promise.all(raters);
    over.abort();
    await Promise.all(readers);
    const { items } = await store.ratings.listByUser(ann, { limit: LATEST });
    expect(await processes[0]!.list()).toEqual(items);
    expect(items).toHaveLength(300);
  });

  test('come from the store while Redis is away, and ratings meanwhile and just after are seen when it is back', async () => {
    const { ratings, redis, list, reads, passSecond } = await openReader(server(), inMemory());
    await list();
    await redis.save();
    await server().kill();
    await vi.waitFor(() => expect(redis.status).not.toBe('ready'));
    await ratings.rate(of(1));
    expect((await ratings.listByUser(ann, { limit: 5 })).items).toEqual([of(1)]);
    await server().restart();
    await vi.waitFor(() => redis.ping(), RECOVERY);
    // It has the list from before again, which the next rating must not be added to.
    await ratings.rate(of(2));
    await vi.waitFor(async () => {
      passSecond();
      const before = reads.length;
      expect(await list()).toEqual([of(2), of(1)]);
      expect(reads.length).toBe(before);
    }, RECOVERY);
  });

  test.each([
    ['corrupt JSON', '={"rows":'],
    ['a list of another shape', '={"rows":[["gb:1",9,0]],"isAll":true}'],
  ])('are read in the store where %s lies under their key', async (_what, text) => {
    const store = inMemory();
    await store.ratings.rate(of(1));
    const { redis, list, reads, ratings } = await openReader(server(), store);
    await redis.set(factKey(latestKey(ann)), text);
    for (let n = 0; n < 3; n += 1) expect(await list()).toEqual([of(1)]);
    // The first found nothing to use, the second could fill again.
    expect(reads.length).toBe(2);
    await redis.set(factKey(latestKey(ann)), text);
    await ratings.rate(of(2));
    expect(await list()).toEqual([of(2), of(1)]);
  });
});
