import { describe, expect, test } from 'vitest';
import { createSimilarBooks } from './similar-books.ts';
import { aBookId, aMatrix } from './testing/ratings.ts';

const always = { trustedReaders: 1, maxReaders: 2000 };

describe('similar books', () => {
  test('are those whose readers gave the same stars, the cosine of both', () => {
    const matrix = aMatrix({
      ann: { dune: 4, emma: 2, sula: 4 },
      bob: { dune: 3, sula: 3 },
      cat: { emma: 2 },
    });
    const similar = createSimilarBooks({ matrix, parameters: always }).similarTo(
      aBookId('dune'),
      9,
    );
    expect(similar.map(({ bookId }) => bookId)).toEqual(['sula', 'emma']);
    expect(similar[0]?.score).toBeCloseTo(1, 12);
    // 4 x 2 / (5 x sqrt(8))
    expect(similar[1]?.score).toBeCloseTo(8 / (5 * Math.sqrt(8)), 12);
  });

  test('count less with few readers in common', () => {
    const matrix = aMatrix({ ann: { dune: 4, emma: 4 }, bob: { dune: 4, emma: 4 } });
    const [emma] = createSimilarBooks({ matrix }).similarTo(aBookId('dune'), 9);
    expect(emma?.score).toBeCloseTo(2 / 5, 12);
  });

  test('are at most as many as asked for, and none for a book that nobody has rated', () => {
    const similar = createSimilarBooks({ matrix: aMatrix({ ann: { a: 5, b: 4, c: 4 } }) });
    expect(similar.similarTo(aBookId('a'), 1).map(({ bookId }) => bookId)).toEqual(['b']);
    expect(similar.similarTo(aBookId('z'), 9)).toEqual([]);
  });

  test('are estimated from a sample of the readers of a book that very many know', () => {
    const shelves = Object.fromEntries(
      Array.from({ length: 400 }, (_, n) => [
        `reader ${n}`,
        n % 2 === 0 ? { a: 5, b: 5 } : { a: 5 },
      ]),
    );
    const similar = createSimilarBooks({
      matrix: aMatrix(shelves),
      parameters: { trustedReaders: 5, maxReaders: 100 },
    });
    const [b] = similar.similarTo(aBookId('a'), 9);
    // Exact: 200 / sqrt(400 x 200)
    expect(Math.abs(b!.score - Math.SQRT1_2)).toBeLessThan(0.15);
  });
});
