import { describe, expect, test } from 'vitest';
import { objectionsTo, type ModelQuality } from './model-gate.ts';

const good: ModelQuality = {
  readers: 5000,
  books: 10_000,
  recall: 0.35,
  ndcg: 0.25,
  coverage: 0.8,
  popularityRecall: 0.03,
  popularityNdcg: 0.02,
};

describe('a model is published', () => {
  test('when it beats popularity and nothing is in service', () =>
    expect(objectionsTo(good, undefined)).toEqual([]));

  test('when it is up to 2 % worse than the one in service', () =>
    expect(objectionsTo({ ...good, recall: 0.345, ndcg: 0.245 }, good)).toEqual([]));

  test('when it is as good as popularity', () =>
    expect(objectionsTo({ ...good, recall: 0.03, ndcg: 0.02 }, undefined)).toEqual([]));

  test('with little coverage when too few readers judged to tell', () =>
    expect(objectionsTo({ ...good, readers: 100, coverage: 0.1 }, undefined)).toEqual([]));
});

describe('a model is refused', () => {
  test('when popularity is better', () =>
    expect(objectionsTo({ ...good, recall: 0.02, ndcg: 0.02 }, undefined)).toEqual([
      'recall + NDCG of 0.04 is below 0.05 of popularity',
    ]));

  test('when it is more than 2 % worse than the one in service', () =>
    expect(objectionsTo({ ...good, recall: 0.33 }, good)).toHaveLength(1));

  test('when its lists are all the same', () =>
    expect(objectionsTo({ ...good, coverage: 0.49 }, undefined)).toHaveLength(1));

  test('when it is no number at all', () =>
    expect(objectionsTo({ ...good, recall: Number.NaN }, good)).toEqual([
      'its quality is not a number',
    ]));
});
