import { aBook, aRating, bookId, userId } from '@books/domain/testing/builders';
import type { Recommendation, Recommender } from '@books/recommender/recommender';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { loadCatalogue } from './catalogue.ts';
import { createNewBooks } from './new-book-picks.ts';
import { LIST_LENGTH, RecommendationList, recommendToReader } from './recommend-to-reader.ts';

const ann = userId('ann');
const author = { authors: [{ author_name: 'Ann' }] };

/** Lists for a reader of these ratings, of what a model lists and of new books. */
async function openReader({
  ratings,
  known = [],
  fresh,
}: {
  readonly ratings: readonly { bookId: string; stars: number }[];
  readonly known?: readonly string[];
  readonly fresh: readonly string[];
}) {
  const ids = [...new Set([...ratings.map((rating) => rating.bookId), ...known, ...fresh])];
  const subjectsOf = (id: string) => [`of ${id.length}`, `like ${id.at(-1)}`, 'all'];
  const catalogue = await loadCatalogue(
    ids.map((id) => aBook({ book_id: id, ...author, subjects: subjectsOf(id) })),
  );
  const recommend: Recommender['recommend'] = (_, { isAllowed, limit }) =>
    known
      .map((id): Recommendation => {
        const stars = { score: 1, predictedRating: 4, confidence: 0.5 };
        return { bookId: bookId(id), ...stars, because: [] };
      })
      .filter((listed) => isAllowed?.(listed.bookId) !== false)
      .slice(0, limit);
  const notInterested: string[] = [];
  const list = (length?: number) =>
    recommendToReader(
      {
        ratings: { listByUser: async () => ({ items: ratings.map((rating) => aRating(rating)) }) },
        readerItems: {
          listNotInterested: async () =>
            notInterested.map((id) => ({ scope: 'book', id, addedAt: new Date(0) })),
        },
        model: {
          current: () => ({
            version: 'v1',
            createdAt: new Date(0),
            readers: 1,
            ratings: 1,
            algorithm: 'popularity',
            recommender: { algorithm: 'popularity', version: 'v1', recommend },
            similar: { similarTo: () => [] },
            newBooks: () =>
              createNewBooks({
                books: fresh.flatMap((id) => catalogue.get(bookId(id)) ?? []),
                find: catalogue.get,
              }),
          }),
        },
        catalogue,
        clock: () => new Date('2026-01-01'),
      },
      ann,
      {},
      length,
    );
  const idsOf = async () => (await list()).recommendations.map((listed) => listed.bookId);
  return { catalogue, notInterested, list, idsOf };
}

test('a book that was rated or is not wanted stays away when it leads to another id, known to the model or new', async () => {
  const { catalogue, notInterested, idsOf } = await openReader({
    ratings: [{ bookId: 'old:1', stars: 5 }],
    known: ['old:2', 'old:3'],
    fresh: ['new:1', 'new:2'],
  });
  expect(new Set(await idsOf())).toEqual(new Set(['old:2', 'old:3', 'new:1', 'new:2']));
  catalogue.put(aBook({ book_id: 'old:2', ...author }), bookId('old:1'));
  expect(new Set(await idsOf())).toEqual(new Set(['old:3', 'new:1', 'new:2']));
  catalogue.put(aBook({ book_id: 'new:1', ...author }), bookId('old:2'));
  expect(new Set(await idsOf())).toEqual(new Set(['old:3', 'new:2']));
  notInterested.push('old:3');
  catalogue.put(aBook({ book_id: 'new:2', ...author }), bookId('old:3'));
  expect(await idsOf()).toEqual([]);
});

test('every list can be read back from the cache', async () => {
  const someRatings = fc.uniqueArray(
    fc.record({
      bookId: fc.nat(60).map((n) => `old:${n}`),
      stars: fc.constantFrom(4, 5, 5, 5),
    }),
    { minLength: 1, maxLength: 30, selector: ({ bookId: id }) => id },
  );
  await fc.assert(
    fc.asyncProperty(someRatings, async (ratings) => {
      const fresh = Array.from({ length: 12 }, (_, n) => `new:${n}`);
      const { list } = await openReader({ ratings, fresh });
      const made = await list();
      expect(made.recommendations.length).toBeGreaterThan(0);
      expect(RecommendationList.parse(JSON.parse(JSON.stringify(made)))).toEqual(made);
    }),
  );
});

test('a short list is the beginning of a long one', async () => {
  const books = (prefix: string) =>
    fc.nat(40).map((n) => Array.from({ length: n }, (_, i) => `${prefix}:${i}`));
  await fc.assert(
    fc.asyncProperty(
      books('old'),
      books('new'),
      fc.integer({ min: 1, max: LIST_LENGTH }),
      async (known, fresh, length) => {
        const ratings = [{ bookId: 'read:1', stars: 5 }];
        const { list } = await openReader({ ratings, known, fresh });
        const whole = await list();
        expect(await list(length)).toEqual({
          ...whole,
          recommendations: whole.recommendations.slice(0, length),
        });
      },
    ),
  );
});
