import { join } from 'node:path';
import { createRandom, shuffle } from '../random.ts';
import { makeSet, type MadeSet } from './made-sets.ts';
import { readRatings } from './read-ratings.ts';
import { splitRatings, type ScoredPair, type Split } from './split.ts';

/** A set of ratings to compare algorithms on. */
export type Compared = {
  readonly name: string;
  readonly split: (seed: number) => Promise<Split>;
};

const PLAIN: MadeSet = {
  readers: 2000,
  books: 1000,
  medianLength: 20,
  lengthSpread: 0.7,
  kinds: 20,
  ownKindShare: 0.6,
  skew: 1.5,
};
const MADE_SETS: Readonly<Record<string, MadeSet>> = {
  'sparse, 2 or 3 ratings a reader': {
    ...PLAIN,
    readers: 20_000,
    books: 8000,
    medianLength: 2.5,
    kinds: 100,
  },
  'sparse, popular books only': {
    ...PLAIN,
    readers: 10_000,
    medianLength: 2.5,
    ownKindShare: 0.05,
  },
  'dense, a tenth of all pairs': { ...PLAIN, medianLength: 100, kinds: 10 },
  'without kinds': { ...PLAIN, ownKindShare: 0 },
  'without favourites': { ...PLAIN, skew: 0 },
  '100 books': { ...PLAIN, books: 100, medianLength: 8, kinds: 5 },
  'one score': { ...PLAIN, onlyStars: 5 },
  'one low score': { ...PLAIN, onlyStars: 2 },
  '12 readers': { ...PLAIN, readers: 12, books: 60, kinds: 3 },
  '60 readers': { ...PLAIN, readers: 60, books: 200, kinds: 4 },
  '300 readers': { ...PLAIN, readers: 300, books: 500, kinds: 8 },
};

/** Sets that have little in common: sparse and dense, large and tiny, with and without structure. */
export function madeSets(): Compared[] {
  return Object.entries(MADE_SETS).map(([name, set]) => ({
    name,
    split: (seed) => Promise.resolve(splitAnyReader(makeSet(set, seed), seed)),
  }));
}

/** @param data folder with goodbooks-10k and book-crossing-raw-slice */
export function setsOfFiles(data: string): Compared[] {
  const goodbooks = join(data, 'goodbooks-10k');
  const bookCrossing = join(data, 'book-crossing-raw-slice', 'BX-Book-Ratings-slice.csv.gz');
  return [
    {
      name: 'Book-Crossing, a slice',
      split: async (seed) => splitAnyReader(await readPairs(bookCrossing), seed),
    },
    {
      name: 'to_read of goodbooks-10k',
      split: async (seed) =>
        splitAnyReader(await readPairs(join(goodbooks, 'to_read.csv.gz')), seed),
    },
    {
      name: 'goodbooks-10k, other seeds',
      split: async (seed) =>
        splitRatings(await readPairs(join(goodbooks, 'ratings.csv.gz')), 100 + seed),
    },
  ];
}

async function readPairs(path: string): Promise<ScoredPair[]> {
  const pairs: ScoredPair[] = [];
  await readRatings(path, { format: 'csv' }, (userId, bookId, value) => {
    pairs.push({ userId, bookId, stars: value });
  });
  const highest = pairs.reduce((high, { stars }) => Math.max(high, stars), 0);
  if (highest <= 5) return pairs;
  return pairs.map((pair) => ({ ...pair, stars: pair.stars === 0 ? 4 : pair.stars / 2 }));
}

/** A fifth of each reader's books is held out, one at least of readers of two; all are relevant. */
function splitAnyReader(pairs: readonly ScoredPair[], seed: number): Split {
  const random = createRandom(seed);
  const shelves = Map.groupBy(pairs, ({ userId }) => userId);
  const train: ScoredPair[] = [];
  const test: ScoredPair[] = [];
  for (const shelf of shelves.values()) {
    shuffle(shelf, random);
    const heldOut = shelf.length < 2 ? 0 : Math.max(1, Math.floor(shelf.length / 5));
    test.push(...shelf.slice(0, heldOut));
    train.push(...shelf.slice(heldOut));
  }
  return { train, test };
}
