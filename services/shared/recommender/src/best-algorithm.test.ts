import { describe, expect, test } from 'vitest';
import { bestAlgorithm, whereLongBegins } from './best-algorithm.ts';
import type { Algorithm } from './choice.ts';

const worth = (values: Partial<Record<Algorithm, readonly number[]>>) =>
  new Map(
    Object.entries(values).map(([algorithm, ofReaders]) => [
      algorithm as Algorithm,
      Float64Array.from(ofReaders),
    ]),
  );

describe('the best algorithm', () => {
  test('is the simpler one while the gain may be chance', () => {
    // Gains of 3, -2 and 0.5: the mean is 0.5, its standard error sqrt(12.5 / 2 / 3), some 1.44.
    const values = worth({ popularity: [1, 3, 1], 'user-cosine': [4, 1, 1.5] });
    expect(bestAlgorithm(values)).toBe('popularity');
  });

  test('is the one that learns more when it gains more than a standard error', () => {
    // Gains of 2, 0 and 1: the mean is 1, its standard error sqrt(2 / 2 / 3), some 0.58.
    const values = worth({ popularity: [1, 1, 1], 'user-cosine': [3, 1, 2] });
    expect(bestAlgorithm(values)).toBe('user-cosine');
  });

  test('is held against the best so far, not against the first', () => {
    const values = worth({ popularity: [0, 0], 'user-cosine': [2, 2], 'item-ridge': [1, 1] });
    expect(bestAlgorithm(values)).toBe('user-cosine');
  });

  test('is the blend only when it is better by 0.2 % beside that', () => {
    const others = { popularity: [0, 0], 'user-cosine': [1, 1] };
    expect(bestAlgorithm(worth({ ...others, blend: [1.0019, 1.0019] }))).toBe('user-cosine');
    expect(bestAlgorithm(worth({ ...others, blend: [1.0021, 1.0021] }))).toBe('blend');
  });

  test('of a single reader is any that is better', () => {
    expect(bestAlgorithm(worth({ popularity: [0.1], 'item-ridge': [0.2] }))).toBe('item-ridge');
  });
});

describe('where long profiles begin', () => {
  const lengths = [1, 2, 3, 4];

  test('is where the best algorithm serves better from then on, all in all', () => {
    const [byShort, byBest] = [Float64Array.of(5, 3, 1, 1), Float64Array.of(1, 1, 2, 2)];
    // 5 + 3 by the one for short profiles, 2 + 2 by the best.
    expect(whereLongBegins(lengths, byShort, byBest, 5)).toEqual({ length: 3, value: 12 });
  });

  test('is as late as can be where both are level or the best never is better', () => {
    const level = Float64Array.of(1, 1, 1, 1);
    expect(whereLongBegins(lengths, level, level, 5)).toEqual({ length: 5, value: 4 });
    expect(whereLongBegins(lengths, level, new Float64Array(4), 5).length).toBe(5);
  });

  test('is 1 where the best always serves better', () => {
    const better = Float64Array.of(2, 2, 2, 2);
    expect(whereLongBegins(lengths, new Float64Array(4), better, 5)).toEqual({
      length: 1,
      value: 8,
    });
  });
});
