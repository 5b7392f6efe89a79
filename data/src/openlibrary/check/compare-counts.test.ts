import { expect, test } from 'vitest';
import { compareCounts } from './compare-counts.ts';

test('names every count that differs or is on one side only', () => {
  const planted = { rows: { works: { kept: { 'a book': 3 }, rejected: { deleted: 1 } } } };
  const found = { rows: { works: { kept: { 'a book': 2 }, rejected: {}, merged: { twice: 1 } } } };
  expect(compareCounts(planted, found)).toEqual([
    { name: 'rows/works/kept/a book', expected: 3, found: 2 },
    { name: 'rows/works/rejected/deleted', expected: 1, found: undefined },
    { name: 'rows/works/merged', expected: undefined, found: { twice: 1 } },
  ]);
  expect(compareCounts(planted, planted)).toEqual([]);
});
