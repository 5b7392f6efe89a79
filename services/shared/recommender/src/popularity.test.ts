import { statsOf } from '@books/domain/rating-stats';
import { describe, expect, test } from 'vitest';
import { createPopularity, type RatedBook } from './popularity.ts';
import { aBookId, aProfile } from './testing/ratings.ts';

const source = (average: number, count: number) => ({
  average,
  count,
  source: 'a catalogue',
  as_of: '2017-09-01',
});

const aBook = (id: string, stars: readonly number[], from?: RatedBook['source']): RatedBook => ({
  bookId: aBookId(id),
  stats: statsOf(stars),
  source: from,
});

const parameters = { priorWeight: 2 };

describe('popularity', () => {
  test('multiplies readers, plus one, by the damped mean above one star', () => {
    const popularity = createPopularity({
      // Mean of all five ratings: (4 + 5 + 5 + 3 + 3) / 5 = 4.
      books: [aBook('dune', [4, 5, 5]), aBook('emma', [3, 3])],
      version: '1',
      parameters,
    });
    const [dune, emma] = popularity.recommend([], { limit: 2 });
    // (14 + 2 x 4) / 5 = 4.4; (3 + 1) x 3.4 = 13.6
    expect(dune).toMatchObject({ bookId: 'dune', predictedRating: 4.4, confidence: 3 / 5 });
    expect(dune?.score).toBeCloseTo(13.6, 12);
    // (6 + 8) / 4 = 3.5; 3 x 2.5 = 7.5
    expect(emma).toMatchObject({ bookId: 'emma', predictedRating: 3.5, score: 7.5, because: [] });
  });

  test('takes the larger of own and source counts, and the mean of both', () => {
    const popularity = createPopularity({
      books: [aBook('dune', [5, 5]), aBook('emma', [1, 1], source(4, 8))],
      version: '1',
      parameters,
    });
    const [emma] = popularity.recommend([], { limit: 1 });
    // Mean of all 12 ratings (10 + 2 + 32) / 12 = 11/3; emma (2 + 32 + 22/3) / 12
    const mean = (34 + 22 / 3) / 12;
    expect(emma).toMatchObject({ bookId: 'emma', confidence: 10 / 12 });
    expect(emma?.predictedRating).toBeCloseTo(mean, 12);
    expect(emma?.score).toBeCloseTo(9 * (mean - 1), 12);
  });

  test('leaves out own books and those not allowed, and still fills the list', () => {
    const popularity = createPopularity({
      books: ['a', 'b', 'c', 'd'].map((id) => aBook(id, [4])),
      version: '1',
    });
    const answer = popularity.recommend(aProfile({ a: 5 }), {
      limit: 2,
      isAllowed: (bookId) => bookId !== 'c',
    });
    expect(answer.map(({ bookId }) => bookId)).toEqual(['b', 'd']);
  });

  test('ranks a book that nobody has rated last, at the mean', () => {
    const popularity = createPopularity({ books: [aBook('a', []), aBook('b', [2])], version: '1' });
    expect(popularity.recommend([], { limit: 9 }).at(-1)).toMatchObject({
      bookId: 'a',
      predictedRating: 2,
      confidence: 0,
    });
  });
});
