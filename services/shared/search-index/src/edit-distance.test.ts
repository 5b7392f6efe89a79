import { assert, constantFrom, property, string } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { editDistance } from './edit-distance.ts';

describe('edit distance', () => {
  test.each([
    ['potter', 'potter', 0],
    ['poter', 'potter', 1],
    ['pottter', 'potter', 1],
    ['pobter', 'potter', 1],
    ['pobtre', 'potter', 2],
    ['ptoter', 'potter', 1],
    ['', 'abc', 3],
    ['ca', 'abc', 3],
  ])('counts %s to %s as %i edits', (a, b, edits) => {
    expect(editDistance(a, b, 5)).toBe(edits);
  });

  test('answers one more than the limit for anything beyond it', () => {
    expect(editDistance('kitten', 'sitting', 2)).toBe(3);
    expect(editDistance('a', 'abcdefgh', 2)).toBe(3);
  });

  test('is the same both ways, and zero only for equal words', () => {
    const word = string({ unit: constantFrom('a', 'b', 'c'), maxLength: 7 });
    assert(
      property(word, word, (a, b) => {
        expect(editDistance(a, b, 9)).toBe(editDistance(b, a, 9));
        expect(editDistance(a, b, 9) === 0).toBe(a === b);
      }),
    );
  });
});
