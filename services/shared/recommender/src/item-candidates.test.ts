import { describe, expect, test } from 'vitest';
import { createCandidateSearch, emptyCandidates } from './item-candidates.ts';
import { aMatrix } from './testing/ratings.ts';

describe('the candidates of a book', () => {
  test('are those its readers read, long lists and popular books counting less', () => {
    const matrix = aMatrix({
      ann: { a: 5, b: 5 },
      bob: { a: 5, c: 5, d: 5, e: 5 },
      cat: { a: 5, c: 5 },
      dan: { d: 5 },
    });
    const candidates = emptyCandidates(matrix, 9);
    createCandidateSearch(matrix)(0, 5, candidates);
    const first = candidates.books.slice(0, candidates.counts[0]);
    // c: (1/2 + 1/sqrt 2) / sqrt 2 = 0.85; b: 1/sqrt 2 = 0.71; e: 1/2; d: 1/2 / sqrt 2 = 0.35
    expect(Array.from(first, (book) => matrix.books.ids[book])).toEqual(['c', 'b', 'e', 'd']);
  });

  test('are the same whether all books are searched at once or one by one', () => {
    const matrix = aMatrix({ ann: { a: 5, b: 4, c: 3 }, bob: { b: 2, c: 1, d: 5 } });
    const [atOnce, oneByOne] = [emptyCandidates(matrix, 2), emptyCandidates(matrix, 2)];
    createCandidateSearch(matrix)(0, 4, atOnce);
    for (const book of [3, 1, 0, 2]) createCandidateSearch(matrix)(book, book + 1, oneByOne);
    expect(oneByOne).toEqual(atOnce);
    expect(atOnce.books.length).toBe(4 * 2);
  });

  test('are twenty and one for each two of its readers, at most', () => {
    // One reader of a and seven of b, who have all read 50 others.
    const others = Object.fromEntries(Array.from({ length: 50 }, (_, n) => [`x${n}`, 5]));
    const readers = Array.from({ length: 6 }, (_, n) => [`reader${n}`, { b: 5, ...others }]);
    const matrix = aMatrix({ ann: { a: 5, b: 5, ...others }, ...Object.fromEntries(readers) });
    const candidates = emptyCandidates(matrix, 50);
    createCandidateSearch(matrix)(0, 2, candidates);
    expect(Array.from(candidates.counts.slice(0, 2))).toEqual([21, 24]);
    expect(candidates.books.slice(21, 50).every((book) => book === 0)).toBe(true);
  });
});
