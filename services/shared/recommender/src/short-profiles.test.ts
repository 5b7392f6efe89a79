import { expect, test } from 'vitest';
import type { TestReader } from './holdout.ts';
import { rankShortProfiles, shortenProfiles } from './short-profiles.ts';
import { aMatrix } from './testing/ratings.ts';
import { createUserCosineScorer, DEFAULT_USER_COSINE } from './user-cosine.ts';

const shelf = (...books: string[]) => Object.fromEntries(books.map((book) => [book, 5]));
const matrix = aMatrix({
  ann: shelf('a', 'b', 'c', 'd', 'e'),
  bob: shelf('a', 'b', 'c', 'd', 'x'),
  cat: shelf('b', 'y'),
});
const readers: TestReader[] = [0, 1, 2].map((row) => ({
  row,
  relevant: new Set(),
  relevantCount: 1,
}));

test('leaves every length as often as another, and never more than there is', () => {
  const six = [...readers, ...readers];
  const { lengths, positionsByRow } = shortenProfiles(matrix, six, { maxLength: 3, seed: 1 });
  const lengthOf = (row: number) => matrix.userStarts[row + 1]! - matrix.userStarts[row]!;
  expect(lengths).toEqual([1, 2, 3, 1, 2, 3].map((n, i) => Math.min(n, lengthOf(i % 3))));
  for (const [row, positions] of positionsByRow) {
    expect(new Set(positions).size).toBe(positions.length);
    for (const at of positions) {
      expect(at).toBeGreaterThanOrEqual(matrix.userStarts[row]!);
      expect(at).toBeLessThan(matrix.userStarts[row + 1]!);
    }
  }
});

test('draws the same for the same seed', () => {
  const draw = (seed: number) => shortenProfiles(matrix, readers, { maxLength: 2, seed });
  expect(draw(1)).toEqual(draw(1));
  const many = [1, 2, 3, 4, 5].map((seed) => JSON.stringify([...draw(seed).positionsByRow]));
  expect(new Set(many).size).toBeGreaterThan(1);
});

test('ranks by the known ratings alone, without any of the reader', () => {
  const known = shortenProfiles(matrix, readers, { maxLength: 1, seed: 1 });
  const scorer = createUserCosineScorer(matrix, { ...DEFAULT_USER_COSINE, popularityPull: 0 });
  const rank = rankShortProfiles(matrix, scorer, known);
  for (const { row } of readers) {
    const own = matrix.userBooks.subarray(matrix.userStarts[row], matrix.userStarts[row + 1]);
    const ranked = rank(row, 9);
    expect(ranked.some((book) => own.includes(book))).toBe(false);
    // What others have who share the one known book, and nothing else.
    const [at] = known.positionsByRow.get(row)!;
    const book = matrix.userBooks[at!]!;
    const others = matrix.bookUsers
      .subarray(matrix.bookStarts[book], matrix.bookStarts[book + 1])
      .filter((user) => user !== row);
    const theirs = [...others].flatMap((user) => [
      ...matrix.userBooks.subarray(matrix.userStarts[user], matrix.userStarts[user + 1]),
    ]);
    expect(new Set(ranked)).toEqual(new Set(theirs.filter((other) => !own.includes(other))));
  }
});
