import { describe, expect, test } from 'vitest';
import { findUser } from './rating-matrix.ts';
import { rankRowsAlike, rankRowsInTurn } from './row-ranking.ts';
import { aMatrix } from './testing/ratings.ts';

// Books a to e are numbers 0 to 4.
const matrix = aMatrix({ ann: { b: 5, e: 5 }, bob: { a: 4, b: 4, c: 4, d: 4, e: 4 } });
const ann = findUser(matrix, 'ann');

describe('ranking rows', () => {
  test('leaves out what the reader has read from the list for everybody', () => {
    const rank = rankRowsAlike(matrix, Uint32Array.of(4, 3, 2, 1, 0));
    expect([...rank(ann, 2)]).toEqual([3, 2]);
    expect([...rank(ann, 5)]).toEqual([3, 2, 0]);
  });

  test('fills a list up from the next ranker with what is not there yet', () => {
    const first = () => Uint32Array.of(2);
    const next = rankRowsAlike(matrix, Uint32Array.of(4, 3, 2, 1, 0));
    const rank = rankRowsInTurn(first, next);
    expect([...rank(ann, 1)]).toEqual([2]);
    expect([...rank(ann, 2)]).toEqual([2, 3]);
    expect([...rank(ann, 9)]).toEqual([2, 3, 0]);
  });
});
