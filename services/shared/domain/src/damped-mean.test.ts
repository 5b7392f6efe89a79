import { expect, test } from 'vitest';
import { dampedMean } from './damped-mean.ts';

test('pulls few ratings towards the prior more than many', () => {
  expect(dampedMean({ count: 1, sum: 5 }, 3, 9)).toBe(3.2);
  expect(dampedMean({ count: 1000, sum: 4600 }, 3, 9)).toBeCloseTo(4.586, 3);
});

test('is the plain mean without a prior, and the prior without ratings', () => {
  expect(dampedMean({ count: 2, sum: 9 }, 3, 0)).toBe(4.5);
  expect(dampedMean({ count: 0, sum: 0 }, 3, 9)).toBe(3);
  expect(dampedMean({ count: 0, sum: 0 }, 3, 0)).toBe(3);
});
