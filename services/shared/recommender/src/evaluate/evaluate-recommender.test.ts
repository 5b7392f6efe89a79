import { describe, expect, test } from 'vitest';
import { createRandom } from '../random.ts';
import type { Profile, Recommender } from '../recommender.ts';
import { aBookId, aMatrix } from '../testing/ratings.ts';
import { evaluateRecommender } from './evaluate-recommender.ts';
import { matchTestReaders } from './test-readers.ts';

/** Says the same to everybody, apart from what they have read. */
const always = (...ids: string[]): Recommender => ({
  algorithm: 'fixed',
  version: '1',
  recommend: (profile: Profile, { limit }) =>
    ids
      .filter((id) => !profile.some(({ bookId }) => bookId === id))
      .slice(0, limit)
      .map((id) => ({
        bookId: aBookId(id),
        score: 1,
        predictedRating: 5,
        confidence: 0,
        because: [],
      })),
});

describe('an evaluation', () => {
  test('gives the means worked out by hand', () => {
    const train = aMatrix({ ann: { a: 5 }, bob: { b: 5, d: 5 }, cat: { c: 5 } });
    // ann gets b, c and wants c, e (unknown to train); bob gets a, c and wants c; new gets a, b and wants d.
    const test = aMatrix({ ann: { c: 5, e: 5 }, bob: { c: 5 }, new: { d: 5 } });
    let time = 0;
    const evaluation = evaluateRecommender(
      train,
      matchTestReaders(train, test),
      always('a', 'b', 'c'),
      {
        limit: 2,
        now: () => (time += 1),
      },
    );
    expect(evaluation.recall).toBeCloseTo((1 / 2 + 1 + 0) / 3, 12);
    const atTwo = 1 / Math.log2(3);
    expect(evaluation.ndcg).toBeCloseTo((atTwo / (1 + atTwo) + atTwo + 0) / 3, 12);
    // a, b and c of a, b, c and d were shown.
    expect(evaluation.coverage).toBe(3 / 4);
    expect(evaluation.p50Ms).toBe(1);
  });

  test('of newcomers shows a recommender as many ratings as are known, and lists none of the others', () => {
    const train = aMatrix({ ann: { a: 5, b: 4, c: 3 }, bob: { d: 5, e: 2 } });
    const lengths: number[] = [];
    const recommender: Recommender = {
      ...always('a', 'b', 'd', 'e'),
      recommend(profile, options) {
        lengths.push(profile.length);
        return always('a', 'b', 'd', 'e')
          .recommend(profile, options)
          .filter(({ bookId }) => options.isAllowed?.(bookId) !== false);
      },
    };
    const evaluation = evaluateRecommender(
      train,
      matchTestReaders(train, aMatrix({ ann: { d: 5 }, bob: { a: 5 } })),
      recommender,
      { limit: 9, known: { count: 1, random: createRandom(1) }, now: () => 0 },
    );
    expect(lengths).toEqual([1, 1]);
    // ann gets d and e, bob a and b: each finds the one book first.
    expect([evaluation.recall, evaluation.ndcg]).toEqual([1, 1]);
  });
});
