import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addPositiveConstant,
  addPositiveRow,
  addScore,
  addSignedRow,
  clearScores,
  createScoreBoard,
  drainBest,
} from './score-board.ts';

describe('a score board', () => {
  test('takes the best, equal scores in order of number, without those at or below 0', () => {
    const best = (limit: number) => {
      const board = createScoreBoard(6);
      addScore(board, 5, 2);
      addScore(board, 3, 1);
      addScore(board, 1, 1);
      addScore(board, 4, 1);
      addScore(board, 0, -1);
      return [...drainBest(board, limit).indexes];
    };
    expect(best(3)).toEqual([5, 1, 3]);
    expect(best(99)).toEqual([5, 1, 3, 4]);
    expect(best(0)).toEqual([]);
  });

  test('counts a number once whose score comes back to 0', () => {
    const board = createScoreBoard(2);
    for (const score of [1, -1, 2]) addScore(board, 1, score);
    expect(board.touchedCount).toBe(1);
    expect([...drainBest(board, 5).indexes]).toEqual([1]);
  });

  test('agrees with filtering and sorting everything', () => {
    // More than are looked at first, see `bestAllowedOfFew`.
    const entries = fc.uniqueArray(fc.tuple(fc.nat(99), fc.integer({ min: -3, max: 9 })), {
      selector: ([index]) => index,
      maxLength: 100,
      size: 'max',
    });
    fc.assert(
      fc.property(entries, fc.nat(12), fc.integer({ min: 1, max: 4 }), (scores, limit, divisor) => {
        const board = createScoreBoard(100);
        for (const [index, score] of scores) addScore(board, index, score);
        const isAllowed = (index: number) => index % divisor === 0;
        const factors = Float64Array.from({ length: 100 }, (_, index) => 1 + (index % 3));
        const expected = scores
          .map(([index, score]) => [index, score * factors[index]!] as const)
          .filter(([index, score]) => score > 0 && isAllowed(index))
          .sort((a, b) => b[1] - a[1] || a[0] - b[0])
          .slice(0, limit);
        const best = drainBest(board, limit, { factors, isAllowed });
        expect([...best.indexes]).toEqual(expected.map(([index]) => index));
        expect([...best.scores]).toEqual(expected.map(([, score]) => score));
        expect([...board.scores, board.touchedCount].every((left) => left === 0)).toBe(true);
      }),
    );
  });

  test('asks about little more than it gives where most are allowed', () => {
    const board = createScoreBoard(10_000);
    for (let index = 0; index < 10_000; index += 1) addScore(board, index, 1 + index);
    let asked = 0;
    const isAllowed = (index: number) => {
      asked += 1;
      return index % 10 !== 0;
    };
    expect(drainBest(board, 100, { isAllowed }).indexes).toHaveLength(100);
    expect(asked).toBe(111);
  });

  test('adds rows with a factor, and counts each number once', () => {
    const board = createScoreBoard(9);
    addPositiveRow(board, Uint32Array.of(9, 4, 2), Uint8Array.of(9, 3, 1), 1, 3, 0.5);
    addSignedRow(board, Uint16Array.of(1, 3, 2), Int8Array.of(-3, 6, 9), 0, 2, 1, 0.5);
    addSignedRow(board, Uint16Array.of(1), Int8Array.of(2), 0, 1, 1, 0.5);
    addPositiveConstant(board, Uint32Array.of(4, 9, 2), 0, 3, 2, 0.25);
    // 4 has 3/2 + 6/2 + 1/4; 2 has 1/2 - 3/2, which brings it below 0, + 2/2 + 1/4.
    expect([board.scores[4], board.scores[2], board.touchedCount]).toEqual([4.75, 0.25, 2]);
  });

  test('is empty after clearing', () => {
    const board = createScoreBoard(3);
    addScore(board, 2, 1);
    clearScores(board);
    expect([...board.scores, board.touchedCount]).toEqual([0, 0, 0, 0]);
  });
});
