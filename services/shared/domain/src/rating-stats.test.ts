import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  applyRatingChange,
  averageRating,
  mergeStats,
  NO_RATINGS,
  ratingsDistribution,
  statsOf,
} from './rating-stats.ts';
import { STAR_STEPS } from './star-steps.ts';

describe('the stats of ratings', () => {
  test('count, add up in half stars and sort into nine steps', () => {
    expect(statsOf([5, 1, 4.5, 5])).toEqual({
      count: 4,
      halfStarSum: 31,
      histogram: [1, 0, 0, 0, 0, 0, 0, 1, 2],
    });
  });

  test('follow a first rating, a change and a removal', () => {
    const first = applyRatingChange(NO_RATINGS, { before: undefined, after: 2 });
    expect(first).toEqual(statsOf([2]));
    const changed = applyRatingChange(first, { before: 2, after: 4.5 });
    expect(changed).toEqual(statsOf([4.5]));
    expect(applyRatingChange(changed, { before: 4.5, after: undefined })).toEqual(NO_RATINGS);
  });

  test('are the same in whatever order and shards ratings come', () => {
    const stars = fc.constantFrom(...STAR_STEPS);
    fc.assert(
      fc.property(fc.array(stars), fc.array(stars), (some, others) => {
        const inOne = statsOf([...others, ...some]);
        expect(mergeStats([statsOf(some), statsOf(others)])).toEqual(inOne);
        const oneByOne = [...some, ...others].reduce(
          (stats, after) => applyRatingChange(stats, { before: undefined, after }),
          NO_RATINGS,
        );
        expect(oneByOne).toEqual(inOne);
      }),
    );
  });

  test('leave what they were worked out from as it was', () => {
    applyRatingChange(NO_RATINGS, { before: undefined, after: 5 });
    expect(NO_RATINGS.histogram).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0]);
  });
});

describe('the mean', () => {
  test.each([
    [[4, 5], 4.5],
    [[1, 1, 2], 1.333],
    [[5, 5, 4.5], 4.833],
    [[3.5], 3.5],
  ])('of %j is %f', (stars, mean) => expect(averageRating(statsOf(stars))).toBe(mean));

  test('of nothing is null', () => expect(averageRating(NO_RATINGS)).toBeNull());

  test('lies between the smallest and the largest rating', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...STAR_STEPS), { minLength: 1 }), (stars) => {
        const mean = averageRating(statsOf(stars));
        expect(mean).toBeGreaterThanOrEqual(Math.min(...stars));
        expect(mean).toBeLessThanOrEqual(Math.max(...stars));
      }),
    );
  });
});

describe('the histogram for clients', () => {
  test('has the whole stars always and half stars where there are any', () => {
    expect(ratingsDistribution(statsOf([4, 4, 3.5]))).toEqual({
      '1': 0,
      '2': 0,
      '3': 0,
      '3.5': 1,
      '4': 2,
      '5': 0,
    });
  });
});
