import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addScore, clearScores, createScoreBoard, takeBest } from './score-board.ts';

describe('a score board', () => {
  test('takes the best, equal scores in order of number, without those at or below 0', () => {
    const board = createScoreBoard(6);
    addScore(board, 5, 2);
    addScore(board, 3, 1);
    addScore(board, 1, 1);
    addScore(board, 4, 1);
    addScore(board, 0, -1);
    expect([...takeBest(board, 3)]).toEqual([5, 1, 3]);
    expect([...takeBest(board, 99)]).toEqual([5, 1, 3, 4]);
    expect([...takeBest(board, 0)]).toEqual([]);
  });

  test('counts a number once whose score comes back to 0', () => {
    const board = createScoreBoard(2);
    for (const score of [1, -1, 2]) addScore(board, 1, score);
    expect([...takeBest(board, 5)]).toEqual([1]);
  });

  test('agrees with filtering and sorting everything', () => {
    const entries = fc.uniqueArray(fc.tuple(fc.nat(40), fc.integer({ min: -3, max: 9 })), {
      selector: ([index]) => index,
    });
    fc.assert(
      fc.property(entries, fc.nat(12), fc.integer({ min: 1, max: 4 }), (scores, limit, divisor) => {
        const board = createScoreBoard(41);
        for (const [index, score] of scores) addScore(board, index, score);
        const isAllowed = (index: number) => index % divisor === 0;
        const expected = scores
          .filter(([index, score]) => score > 0 && isAllowed(index))
          .sort((a, b) => b[1] - a[1] || a[0] - b[0])
          .slice(0, limit)
          .map(([index]) => index);
        expect([...takeBest(board, limit, isAllowed)]).toEqual(expected);
      }),
    );
  });

  test('is empty after clearing', () => {
    const board = createScoreBoard(3);
    addScore(board, 2, 1);
    clearScores(board);
    expect([...board.scores, board.touchedCount]).toEqual([0, 0, 0, 0]);
  });
});
