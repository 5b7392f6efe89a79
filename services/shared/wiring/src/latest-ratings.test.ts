import type { Rating } from '@books/domain/rating';
import { aRating, userId } from '@books/domain/testing/builders';
import { openSqliteStore } from '@books/storage/sqlite-store';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { firstPage, LATEST, latestOf, LatestRatings, withRating } from './latest-ratings.ts';

const ann = userId('ann');
const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, second));
/** So many of ann's ratings of different books, the newest first, one each second. */
const ratings = (count: number): Rating[] =>
  Array.from({ length: count }, (_, n) =>
    aRating({ bookId: `b:${1000 + n}`, ratedAt: at(count - n) }),
  );
const all = (count: number) => latestOf({ items: ratings(count) }, at(0));

const someRating = fc
  .record({ book: fc.nat(8), second: fc.nat(5), halfStars: fc.integer({ min: 2, max: 10 }) })
  .map(({ book, second, halfStars }) =>
    aRating({ bookId: `b:${book}`, ratedAt: at(second), stars: halfStars / 2 }),
  );

test('ratings one after the other leave what the store would list, in its order and with its cursors', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(someRating, { maxLength: 20 }), async (given) => {
      const store = openSqliteStore(':memory:');
      let latest = all(0);
      for (const rating of given) {
        await store.ratings.rate(rating);
        latest = withRating(latest, rating)!;
        for (const limit of [1, 3, LATEST]) {
          expect(firstPage(latest, ann, limit)).toEqual(
            await store.ratings.listByUser(ann, { limit }),
          );
        }
      }
      await store.close();
    }),
    { numRuns: 30 },
  );
});

test('survive the cache', () => {
  const latest = all(3);
  expect(LatestRatings.parse(JSON.parse(JSON.stringify(latest)))).toEqual(latest);
  expect(() => LatestRatings.parse({ rows: [['b:1', 7, 0]], isAll: true, readAtMs: 0 })).toThrow(
    'at most 5',
  );
});

test('are all until there are too many', () => {
  const one = aRating({ bookId: 'b:1', ratedAt: at(LATEST + 1) });
  expect(withRating(all(LATEST - 1), one)).toMatchObject({ isAll: true });
  const latest = withRating(all(LATEST), one)!;
  expect(latest).toMatchObject({ isAll: false });
  expect(latest.rows).toHaveLength(LATEST);
  expect([latest.rows[0]?.[0], latest.rows.at(-1)?.[0]]).toEqual(['b:1', 'b:1498']);
  expect(firstPage(latest, ann, LATEST).nextCursor).toBeDefined();
});

test('with older ones behind them are told only where none of those can move up', () => {
  const some = { ...all(LATEST), isAll: false };
  const of = (book: string, second: number) => aRating({ bookId: book, ratedAt: at(second) });
  // Newer than all: one that was there, and one that was not or is among the older ones.
  expect(withRating(some, of('b:1200', LATEST + 1))?.rows[0]?.[0]).toBe('b:1200');
  expect(withRating(some, of('b:1', LATEST + 1))).toMatchObject({ isAll: false });
  // By a clock that is behind, to where others are not known.
  expect(withRating(some, of('b:1200', 0))).toBeUndefined();
  expect(withRating(some, of('b:1', 0))).toBeUndefined();
});
