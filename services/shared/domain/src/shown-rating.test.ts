import { expect, test } from 'vitest';
import { NO_RATINGS, statsOf } from './rating-stats.ts';
import { popularityCount, shownRating } from './shown-rating.ts';

const source = { average: 4.2, count: 1000, source: 'goodreads', as_of: '2017-09-01' };

test("shows the catalogue's mean until there are five ratings of our own", () => {
  expect(shownRating(statsOf([1, 1, 1, 1]), source)).toEqual({ average: 4.2, count: 1000 });
  expect(shownRating(statsOf([1, 1, 1, 1, 2]), source)).toEqual({ average: 1.2, count: 5 });
});

test('shows our few ratings where the catalogue has none', () => {
  expect(shownRating(statsOf([3]), undefined)).toEqual({ average: 3, count: 1 });
  expect(shownRating(statsOf([3]), { ...source, count: 0 })).toEqual({ average: 3, count: 1 });
  expect(shownRating(NO_RATINGS, undefined)).toEqual({ average: null, count: 0 });
});

test('takes the larger count for popularity', () => {
  expect(popularityCount(statsOf([3]), source)).toBe(1000);
  expect(popularityCount(statsOf([3, 4]), undefined)).toBe(2);
});
