import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { splitRatings, type ScoredPair } from './split.ts';

const aShelf = (userId: string, length: number, stars = 5): ScoredPair[] =>
  Array.from({ length }, (_, n) => ({ userId, bookId: `b${n}`, stars }));

describe('a split', () => {
  test('holds out a fifth, rounded down, of readers with five books and more', () => {
    const { train, test } = splitRatings(
      [...aShelf('ann', 14), ...aShelf('bob', 5), ...aShelf('cat', 4)],
      1,
    );
    const count = (pairs: readonly ScoredPair[], user: string) =>
      pairs.filter(({ userId }) => userId === user).length;
    expect([count(train, 'ann'), count(test, 'ann')]).toEqual([12, 2]);
    expect([count(train, 'bob'), count(test, 'bob')]).toEqual([4, 1]);
    expect([count(train, 'cat'), count(test, 'cat')]).toEqual([0, 0]);
  });

  test('tests liked books only and counts different books only', () => {
    expect(splitRatings(aShelf('ann', 10, 3), 1).test).toEqual([]);
    const doubled = [...aShelf('ann', 3, 3), ...aShelf('ann', 3, 5)];
    expect(splitRatings(doubled, 1).train).toEqual([]);
  });

  test('depends on the seed and not on the order', () => {
    const pairs = [...aShelf('ann', 20), ...aShelf('bob', 20)];
    fc.assert(
      fc.property(fc.shuffledSubarray(pairs, { minLength: 40 }), (shuffled) => {
        expect(splitRatings(shuffled, 1)).toEqual(splitRatings(pairs, 1));
      }),
    );
    expect(splitRatings(pairs, 2)).not.toEqual(splitRatings(pairs, 1));
  });
});
