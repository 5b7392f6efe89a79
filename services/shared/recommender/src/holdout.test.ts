import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { holdOut } from './holdout.ts';
import { ratingCount, userCount, type RatingMatrix } from './rating-matrix.ts';
import { aMatrix, matrixOf, someRatings } from './testing/ratings.ts';

function pairsOf(matrix: RatingMatrix): string[] {
  return Array.from({ length: userCount(matrix) }, (_, user) =>
    Array.from(
      matrix.userBooks.subarray(matrix.userStarts[user], matrix.userStarts[user + 1]),
      (book) => `${user}/${book}`,
    ),
  ).flat();
}

describe('holding out', () => {
  test('takes nothing but a part, and leaves every reader something', () => {
    fc.assert(
      fc.property(someRatings, fc.integer(), (rows, seed) => {
        const matrix = matrixOf(rows);
        const { train, readers } = holdOut(matrix, 0.5, seed);
        const left = new Set(pairsOf(train));
        const all = new Set(pairsOf(matrix));
        expect([...left].every((pair) => all.has(pair))).toBe(true);
        for (let row = 0; row < userCount(train); row += 1) {
          expect(train.userStarts[row + 1]! - train.userStarts[row]!).toBeGreaterThan(0);
        }
        for (const { row, relevant, relevantCount } of readers) {
          expect(relevant.size).toBe(relevantCount);
          for (const book of relevant) {
            expect(all.has(`${row}/${book}`)).toBe(true);
            expect(left.has(`${row}/${book}`)).toBe(false);
          }
        }
      }),
    );
  });

  test('holds out the share asked for', () => {
    const shelf = Object.fromEntries(Array.from({ length: 50 }, (_, n) => [`b${n}`, 5]));
    const { train, readers } = holdOut(aMatrix({ ann: shelf }), 0.2, 1);
    expect(ratingCount(train)).toBe(40);
    expect(readers[0]?.relevantCount).toBe(10);
  });

  test('looks for liked books only, where readers say what they like', () => {
    const shelf = Object.fromEntries(Array.from({ length: 50 }, (_, n) => [`b${n}`, 3.5]));
    expect(holdOut(aMatrix({ ann: shelf, bob: { b1: 5 } }), 0.2, 1).readers).toEqual([]);
  });

  test('is the same for the same seed and another for another', () => {
    const shelf = Object.fromEntries(Array.from({ length: 50 }, (_, n) => [`b${n}`, 5]));
    const matrix = aMatrix({ ann: shelf });
    expect(holdOut(matrix, 0.2, 1)).toEqual(holdOut(matrix, 0.2, 1));
    expect(holdOut(matrix, 0.2, 1).readers).not.toEqual(holdOut(matrix, 0.2, 2).readers);
  });
});
