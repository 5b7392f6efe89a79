import fc from 'fast-check';
import { inverse, Matrix } from 'ml-matrix';
import { describe, expect, test } from 'vitest';
import { createPopularity, ratedBooks } from '../../popularity.ts';
import type { RatingMatrix } from '../../rating-matrix.ts';
import { aMatrix, aProfile, matrixOf, someRatings } from '../../testing/ratings.ts';
import { computeExactEase, makeRoom, type ExactEaseParameters } from './exact-ease.ts';
import { createExactEaseLister, rankRowsByExactEase } from './exact-ease-ranking.ts';

/** I - P diag(1 / diag P), word for word. */
function denseWeights(matrix: RatingMatrix, { weights, lambda }: ExactEaseParameters): Matrix {
  const ratings = Matrix.zeros(matrix.userKeys.length, matrix.books.ids.length);
  for (let user = 0; user < ratings.rows; user += 1) {
    for (let i = matrix.userStarts[user]!; i < matrix.userStarts[user + 1]!; i += 1) {
      const stars = matrix.userHalfStars[i]! / 2;
      ratings.set(user, matrix.userBooks[i]!, weights === 'stars' ? stars / 5 : 1);
    }
  }
  const identity = Matrix.eye(ratings.columns);
  const p = inverse(ratings.transpose().mmul(ratings).add(Matrix.mul(identity, lambda)));
  return Matrix.sub(identity, p.mmul(Matrix.diag(p.diagonal().map((value) => 1 / value))));
}

const compute = (matrix: RatingMatrix, parameters: ExactEaseParameters) =>
  computeExactEase(matrix, makeRoom(matrix), parameters, { threadCount: 0 });

const listerOf = async (matrix: RatingMatrix, parameters: ExactEaseParameters) =>
  createExactEaseLister(
    matrix,
    await compute(matrix, parameters),
    createPopularity({ books: ratedBooks(matrix), version: '1' }),
  );

describe('exact EASE', () => {
  test('has the weights that ml-matrix gives, and zeros on the diagonal', async () => {
    const parameters = fc.record({
      weights: fc.constantFrom('binary', 'stars'),
      lambda: fc.double({ min: 0.1, max: 200, noNaN: true }),
    });
    await fc.assert(
      fc.asyncProperty(someRatings, parameters, async (rows, parameters) => {
        const matrix = matrixOf(rows);
        const { weights, stride } = await compute(matrix, parameters);
        const expected = denseWeights(matrix, parameters);
        for (let from = 0; from < expected.rows; from += 1) {
          for (let to = 0; to < expected.rows; to += 1) {
            const weight = weights[from * stride + to]!;
            expect(Math.abs(weight - expected.get(from, to))).toBeLessThan(1e-9);
          }
          expect(weights[from * stride + from]).toBe(0);
        }
      }),
    );
  });

  test('lists every book but those of the profile, those first that the most stars speak for', async () => {
    // Who has read a has read b, who has read c has read d.
    const matrix = aMatrix({ ann: { a: 5, b: 5 }, bob: { c: 5, d: 5 } });
    const lister = await listerOf(matrix, { weights: 'stars', lambda: 1 });
    const listFor = (stars: Readonly<Record<string, number>>, unwanted = '') =>
      lister
        .recommend(aProfile(stars), { limit: 2, isAllowed: (bookId) => bookId !== unwanted })
        .map(({ bookId }) => bookId);
    expect(listFor({ a: 5, c: 1 })).toEqual(['b', 'd']);
    expect(listFor({ a: 1, c: 5 })).toEqual(['d', 'b']);
    expect(listFor({ a: 1, c: 5 }, 'd')).toEqual(['b']);
    const binary = await listerOf(matrix, { weights: 'binary', lambda: 1 });
    const alike = [
      { a: 5, c: 1 },
      { a: 1, c: 5 },
    ].map((stars) => binary.recommend(aProfile(stars), { limit: 2 }));
    expect(alike[0]).toEqual(alike[1]);
  });

  test('ranks a row as it lists for the same profile', async () => {
    const matrix = aMatrix({ ann: { a: 5, b: 4 }, bob: { a: 4, b: 5, c: 1 }, cat: { c: 5, d: 5 } });
    const parameters = { weights: 'binary', lambda: 1 } as const;
    const rank = rankRowsByExactEase(matrix, await compute(matrix, parameters));
    const lister = await listerOf(matrix, parameters);
    for (let row = 0; row < 3; row += 1) {
      const range = [matrix.userStarts[row]!, matrix.userStarts[row + 1]!] as const;
      const own = [...matrix.userBooks.subarray(...range)].map((book) => matrix.books.ids[book]!);
      const profile = own.map((bookId) => ({ bookId, stars: 3 }));
      const listed = lister.recommend(profile, { limit: 9 }).map(({ bookId }) => bookId);
      expect([...rank(row, 9)].map((book) => matrix.books.ids[book])).toEqual(listed);
    }
  });

  test('shows what is popular to a reader of whom no book is known', async () => {
    const matrix = aMatrix({ ann: { a: 5, b: 4 }, bob: { b: 5 } });
    const lister = await listerOf(matrix, { weights: 'binary', lambda: 1 });
    const list = lister.recommend(aProfile({ z: 5 }), { limit: 9 });
    expect(list.map(({ bookId }) => bookId)).toEqual(['b', 'a']);
  });

  test('is refused where memory is too small for the matrix', () => {
    const matrix = aMatrix({ ann: { a: 5, b: 4 } });
    // A block of 128 x 128 numbers of 8 bytes, as much again three times to work with, and 64 bytes.
    const needed = 4 * 128 * 128 * 8 + 64;
    expect(() => makeRoom(matrix, needed - 1)).toThrow(/all pairs of 2 books: .* GB/);
    expect(makeRoom(matrix, needed).books).toHaveLength(2);
  });
});
