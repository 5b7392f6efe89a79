import { describe, expect, test } from 'vitest';
import { matrixOf } from '../../testing/ratings.ts';
import { makeSet } from '../made-sets.ts';
import { bookIdOf } from '../rating-lines.ts';
import { makeRoom } from './exact-ease.ts';
import { DEFAULT_LAMBDAS, tuneExactEase } from './tune-exact-ease.ts';

const matrix = matrixOf(
  makeSet(
    {
      readers: 300,
      books: 60,
      medianLength: 10,
      lengthSpread: 0.5,
      kinds: 4,
      ownKindShare: 0.8,
      skew: 1,
    },
    1,
  ).map(({ userId, bookId, stars }) => ({ userId, bookId: bookIdOf(bookId), stars })),
);
const tune = (weights?: 'binary' | 'stars') =>
  tuneExactEase(matrix, makeRoom(matrix), { seed: 1, weights, threadCount: 0 });

describe('tuning exact EASE', () => {
  test('tries lambdas from the default on, of both ways to weigh, and gives the best first', async () => {
    const tried = await tune();
    const values = tried.map(({ value }) => value);
    expect(values).toEqual(values.toSorted((a, b) => b - a));
    expect(values[0]).toBeGreaterThan(0);
    for (const weights of ['binary', 'stars'] as const) {
      const lambdas = tried
        .filter(({ parameters }) => parameters.weights === weights)
        .map(({ parameters }) => parameters.lambda);
      expect(lambdas).toContain(DEFAULT_LAMBDAS[weights]);
      expect(new Set(lambdas).size).toBe(lambdas.length);
      expect(lambdas.length).toBeGreaterThan(1);
    }
  });

  test('keeps to the weights that are given', async () => {
    const tried = await tune('binary');
    expect(tried.length).toBeGreaterThan(1);
    expect(new Set(tried.map(({ parameters }) => parameters.weights))).toEqual(new Set(['binary']));
  });
});
