import { bookId, userId, aRating } from '@books/domain/testing/builders';
import { statsOf, type RatingStats } from '@books/domain/rating-stats';
import type { Rating } from '@books/domain/rating';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PageRequest, Page } from './page.ts';
import type { RatingChangeIf, RatingRepository } from './rating-repository.ts';

const ann = userId('ann');
const dune = bookId('gb:1');
const emma = bookId('gb:2');
const day = (n: number) => new Date(Date.UTC(2026, 0, n));

/** What every store of ratings does. `create` gives an empty one. */
export function describeRatingRepository(name: string, create: () => Promise<RatingRepository>) {
  describe(`${name} as a rating repository`, () => {
    test('keeps a first rating and counts it', async () => {
      const ratings = await create();
      const result = await ratings.rate(aRating({ stars: 4.5 }));
      expect(result.before).toBeUndefined();
      expect(result.stats).toEqual(statsOf([4.5]));
      expect(await ratings.find(ann, dune)).toEqual(aRating({ stars: 4.5 }));
      expect(await ratings.stats(dune)).toEqual(statsOf([4.5]));
    });

    test('replaces an earlier rating and counts the reader once', async () => {
      const ratings = await create();
      await ratings.rate(aRating({ stars: 2, ratedAt: day(1) }));
      const result = await ratings.rate(aRating({ stars: 5, ratedAt: day(2) }));
      expect(result.before).toEqual(aRating({ stars: 2, ratedAt: day(1) }));
      expect(result.stats).toEqual(statsOf([5]));
      expect(await ratings.countByUser(ann)).toBe(1);
    });

    test.each([true, false])('takes a guess, right or wrong: is first %s', async (isFirst) => {
      const ratings = await create();
      const first = await ratings.rate(aRating({ stars: 2 }), { isFirst });
      expect(first).toEqual({ stats: statsOf([2]) });
      const second = await ratings.rate(aRating({ stars: 5 }), { isFirst });
      expect(second).toEqual({ before: aRating({ stars: 2 }), stats: statsOf([5]) });
      expect(await ratings.find(ann, dune)).toEqual(aRating({ stars: 5 }));
      await ratings.remove(ann, dune);
      expect(await ratings.stats(dune)).toEqual(statsOf([]));
    });

    test('leaves the stats as they are when the same rating comes again', async () => {
      const ratings = await create();
      await ratings.rate(aRating());
      await ratings.rate(aRating());
      expect(await ratings.stats(dune)).toEqual(statsOf([4]));
    });

    test('takes a rating away and out of the stats', async () => {
      const ratings = await create();
      await ratings.rate(aRating({ userId: 'ann', stars: 2 }));
      await ratings.rate(aRating({ userId: 'bob', stars: 5 }));
      expect(await ratings.remove(ann, dune)).toEqual(aRating({ stars: 2 }));
      expect(await ratings.find(ann, dune)).toBeUndefined();
      expect(await ratings.stats(dune)).toEqual(statsOf([5]));
    });

    test('says nothing was there when a rating is removed twice', async () => {
      const ratings = await create();
      await ratings.rate(aRating());
      await ratings.remove(ann, dune);
      expect(await ratings.remove(ann, dune)).toBeUndefined();
      expect(await ratings.stats(dune)).toEqual(statsOf([]));
    });

    test('has no ratings and zero stats for strangers', async () => {
      const ratings = await create();
      expect(await ratings.find(ann, dune)).toBeUndefined();
      expect(await ratings.stats(dune)).toEqual(statsOf([]));
      expect(await ratings.countByUser(ann)).toBe(0);
      expect(await ratings.listByUser(ann, { limit: 10 })).toEqual({ items: [] });
      expect(await ratings.listByBook(dune, { limit: 10 })).toEqual({ items: [] });
    });

    test('gives the stats of several books at once, zeros for the unrated', async () => {
      const ratings = await create();
      await ratings.rate(aRating({ bookId: dune, stars: 3 }));
      const stats = await ratings.statsOf([dune, emma]);
      expect(stats.get(dune)).toEqual(statsOf([3]));
      expect(stats.get(emma)).toEqual(statsOf([]));
    });

    test("pages through a reader's ratings, newest first, none twice and none left out", async () => {
      const ratings = await create();
      for (const [id, at] of [
        ['gb:1', 1],
        ['gb:2', 3],
        ['gb:3', 2],
        ['gb:4', 3],
        ['gb:5', 3],
      ] as const) {
        await ratings.rate(aRating({ bookId: id, ratedAt: day(at) }));
      }
      const pages = await collect((page) => ratings.listByUser(ann, page), 2);
      expect(pages.map((page) => page.map((rating) => rating.bookId))).toEqual([
        ['gb:5', 'gb:4'],
        ['gb:2', 'gb:3'],
        ['gb:1'],
      ]);
    });

    test("pages through a book's ratings, newest first", async () => {
      const ratings = await create();
      for (const [reader, at] of [
        ['ann', 1],
        ['bob', 3],
        ['cid', 2],
      ] as const) {
        await ratings.rate(aRating({ userId: reader, ratedAt: day(at) }));
      }
      const pages = await collect((page) => ratings.listByBook(dune, page), 2);
      expect(pages.map((page) => page.map((rating) => rating.userId))).toEqual([
        ['bob', 'cid'],
        ['ann'],
      ]);
    });

    test('gives no cursor when the last page is full', async () => {
      const ratings = await create();
      await ratings.rate(aRating({ bookId: dune }));
      await ratings.rate(aRating({ bookId: emma }));
      expect(await ratings.listByUser(ann, { limit: 2 })).not.toHaveProperty('nextCursor');
    });

    test('refuses a cursor that it did not give out', async () => {
      const ratings = await create();
      await expect(
        ratings.listByUser(ann, { limit: 2, cursor: 'bm90IG91cnM' }),
      ).rejects.toMatchObject({ kind: 'invalid_request' });
    });

    test('keeps readers apart whose ids look alike', async () => {
      const ratings = await create();
      const ids = [
        '__proto__',
        'Ann',
        'ann',
        'ann ',
        'reco:ann',
        'änn',
        '%41nn',
        "'; DROP TABLE ratings",
      ];
      for (const [n, id] of ids.entries()) {
        await ratings.rate(aRating({ userId: id, stars: 1 + (n % 9) / 2 }));
      }
      for (const [n, id] of ids.entries()) {
        const found = await ratings.find(userId(id), dune);
        expect(found?.stars).toBe(1 + (n % 9) / 2);
      }
      expect((await ratings.stats(dune)).count).toBe(ids.length);
    });

    test('gives the stats of every rated book, shards put together', async () => {
      const ratings = await create();
      for (const n of [1, 2, 3, 4, 5, 6]) {
        await ratings.rate(aRating({ userId: `reader ${n}`, bookId: dune, stars: n / 2 + 1 }));
      }
      await ratings.rate(aRating({ userId: 'ann', bookId: emma, stars: 5 }));
      await ratings.rate(aRating({ userId: 'ann', bookId: bookId('gb:3'), stars: 5 }));
      await ratings.remove(ann, bookId('gb:3'));
      const seen = new Map<string, RatingStats>();
      for await (const { bookId: id, stats } of ratings.allStats()) seen.set(id, stats);
      expect(seen).toEqual(
        new Map([
          [dune, statsOf([1.5, 2, 2.5, 3, 3.5, 4])],
          [emma, statsOf([5])],
        ]),
      );
    });

    test('gives every rating for a snapshot', async () => {
      const ratings = await create();
      await ratings.rate(aRating({ userId: 'ann', bookId: dune }));
      await ratings.rate(aRating({ userId: 'bob', bookId: emma }));
      const seen: string[] = [];
      for await (const rating of ratings.all()) seen.push(`${rating.userId} ${rating.bookId}`);
      expect(seen.sort()).toEqual(['ann gb:1', 'bob gb:2']);
    });

    test('goes on with an export behind the part where it was interrupted', async () => {
      const ratings = await create();
      const readers = Array.from({ length: 40 }, (_, n) => `reader ${n}`);
      for (const userId of readers) await ratings.rate(aRating({ userId, bookId: dune }));
      const seen: string[] = [];
      let cursor: string | undefined;
      for await (const part of ratings.parts()) {
        seen.push(...part.ratings.map(({ userId }) => userId));
        ({ cursor } = part);
        if (seen.length > 0) break;
      }
      for await (const part of ratings.parts(cursor)) {
        seen.push(...part.ratings.map(({ userId }) => userId));
        ({ cursor } = part);
      }
      expect(seen.sort()).toEqual(readers.sort());
      for await (const part of ratings.parts(cursor)) expect(part.ratings).toEqual([]);
    });

    test('keeps stats equal to the ratings through any sequence of changes', async () => {
      const change = fc.record({
        reader: fc.constantFrom('ann', 'bob', 'cid'),
        book: fc.constantFrom('gb:1', 'gb:2'),
        stars: fc.option(fc.integer({ min: 2, max: 10 }).map((n) => n / 2)),
      });
      await fc.assert(
        fc.asyncProperty(fc.array(change, { maxLength: 30 }), async (changes) => {
          const ratings = await create();
          const model = new Map<string, Rating>();
          for (const { reader, book, stars } of changes) {
            if (stars === null) {
              await ratings.remove(userId(reader), bookId(book));
              model.delete(`${reader} ${book}`);
            } else {
              const rating = aRating({ userId: reader, bookId: book, stars });
              await ratings.rate(rating);
              model.set(`${reader} ${book}`, rating);
            }
          }
          for (const book of [dune, emma]) {
            const expected = [...model.values()].filter((rating) => rating.bookId === book);
            expect(await ratings.stats(book)).toEqual(statsOf(expected.map(({ stars }) => stars)));
          }
        }),
        { numRuns: 25 },
      );
    });

    test('changes a rating only if the one that stands is as wanted', async () => {
      const ratings = await create();
      const { userId: reader, bookId: book } = aRating();
      const four = aRating({ stars: 4 });
      const isNone = (before: unknown) => before === undefined;
      const isFour = (before?: { stars: number }) => before?.stars === 4;
      const change = (after: Rating | undefined, condition: RatingChangeIf['condition']) =>
        ratings.changeManyIf(reader, [{ bookId: book, after, condition }]);
      expect(await change(four, isNone)).toEqual([true]);
      expect(await change(aRating({ stars: 1 }), isNone)).toEqual([false]);
      expect(await ratings.find(reader, book)).toEqual(four);
      expect(await change(undefined, isNone)).toEqual([false]);
      expect(await change(undefined, isFour)).toEqual([true]);
      expect(await ratings.find(reader, book)).toBeUndefined();
      expect(await change(undefined, isNone)).toEqual([true]);
      expect((await ratings.stats(book)).count).toBe(0);
    });

    test('changes many at once, each on its own condition, and counts each once', async () => {
      const ratings = await create();
      const reader = aRating().userId;
      const books = Array.from({ length: 60 }, (_, n) => bookId(`m:${n}`));
      for (const book of books.slice(0, 10))
        await ratings.rate(aRating({ bookId: book, stars: 2 }));
      const changes = (stars: number) =>
        books.map((book) => ({
          bookId: book,
          after: aRating({ bookId: book, stars }),
          condition: (before: Rating | undefined) => before?.stars !== 2,
        }));
      const isNew = books.map((_, n) => n >= 10);
      expect(await ratings.changeManyIf(reader, changes(4))).toEqual(isNew);
      expect(await ratings.changeManyIf(reader, changes(4))).toEqual(isNew);
      expect((await ratings.findMany(reader, [...books, bookId('m:404')])).size).toBe(60);
      const stats = await ratings.statsOf(books);
      expect(books.map((book) => stats.get(book)?.halfStarSum)).toEqual(
        isNew.map((it) => (it ? 8 : 4)),
      );
      expect(books.map((book) => stats.get(book)?.count)).toEqual(books.map(() => 1));
      expect(await ratings.changeManyIf(reader, [])).toEqual([]);
    });
  });
}

async function collect<T>(read: (page: PageRequest) => Promise<Page<T>>, limit: number) {
  const pages: (readonly T[])[] = [];
  let cursor: string | undefined;
  do {
    const page = await read(cursor === undefined ? { limit } : { limit, cursor });
    pages.push(page.items);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return pages;
}
