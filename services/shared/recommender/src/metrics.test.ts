import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ndcgAt, percentile, recallAt } from './metrics.ts';

describe('metrics', () => {
  test('recall is the share of relevant books among the first k', () => {
    expect(recallAt(3, [9, 4, 7, 2], new Set([4, 2, 8]), 3)).toBeCloseTo(1 / 3, 12);
    expect(recallAt(4, [9, 4, 7, 2], new Set([4, 2, 8]), 4)).toBe(2 / 4);
  });

  test('ndcg weighs hits by rank and divides by the best list possible', () => {
    // Hits at ranks 2 and 4: 1 / log2(3) + 1 / log2(5) = 0.6309 + 0.4307; ideal of 3: 1 + 0.6309 + 0.5
    expect(ndcgAt(4, [9, 4, 7, 2], new Set([4, 2, 8]), 3)).toBeCloseTo(1.0616 / 2.1309, 4);
    // With k = 2 only one hit counts, and the best list has two: 0.6309 / 1.6309
    expect(ndcgAt(2, [9, 4, 7, 2], new Set([4, 2, 8]), 3)).toBeCloseTo(0.6309 / 1.6309, 4);
  });

  test('stay between 0 and 1, which is all relevant books on top', () => {
    const ranking = fc.uniqueArray(fc.nat(30), { maxLength: 30 });
    const relevant = fc.uniqueArray(fc.nat(30), { minLength: 1, maxLength: 10 });
    fc.assert(
      fc.property(ranking, relevant, fc.integer({ min: 1, max: 40 }), (ranked, wanted, k) => {
        for (const metric of [recallAt, ndcgAt]) {
          const value = metric(k, ranked, new Set(wanted), wanted.length);
          expect(value).toBeGreaterThanOrEqual(0);
          expect(value).toBeLessThanOrEqual(1 + 1e-12);
          expect(ndcgAt(k, wanted, new Set(wanted), wanted.length)).toBeCloseTo(1, 12);
        }
      }),
    );
  });

  test('a percentile is the value of the nearest rank', () => {
    const values = Float64Array.of(5, 1, 4, 2, 3);
    expect(percentile(values, 0.5)).toBe(3);
    expect(percentile(values, 0.99)).toBe(5);
    expect(percentile(values, 0)).toBe(1);
    expect(percentile(new Float64Array(0), 0.5)).toBeNaN();
  });
});
