import { createRandom, shuffle } from '../random.ts';

/** Readers with fewer different books are left out: there is nothing to learn and to test at once. */
export const MIN_BOOKS = 5;

export type ScoredPair = {
  readonly userId: string;
  readonly bookId: string;
  readonly stars: number;
};

export type Split = { readonly train: readonly ScoredPair[]; readonly test: readonly ScoredPair[] };

/**
 * Holds out a fifth of each reader's books, rounded down, of readers with {@link MIN_BOOKS} and more. Training keeps all
 * scores, the test keeps those of 4 and 5. The last score of a pair counts. The same pairs in any order give the same split.
 */
export function splitRatings(pairs: Iterable<ScoredPair>, seed: number): Split {
  const shelves = new Map<string, Map<string, ScoredPair>>();
  for (const pair of pairs) {
    const shelf = shelves.get(pair.userId) ?? new Map<string, ScoredPair>();
    shelves.set(pair.userId, shelf.set(pair.bookId, pair));
  }
  const random = createRandom(seed);
  const train: ScoredPair[] = [];
  const test: ScoredPair[] = [];
  for (const userId of [...shelves.keys()].sort()) {
    const shelf = [...shelves.get(userId)!.values()];
    if (shelf.length < MIN_BOOKS) continue;
    shuffle(
      shelf.sort((a, b) => (a.bookId < b.bookId ? -1 : 1)),
      random,
    );
    const heldOut = Math.floor(shelf.length / 5);
    test.push(...shelf.slice(0, heldOut).filter(({ stars }) => stars >= 4));
    train.push(...shelf.slice(heldOut));
  }
  return { train, test };
}
