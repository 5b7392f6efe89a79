import { createRandom } from '../random.ts';
import type { ScoredPair } from './split.ts';

/** What a made-up set of ratings is like. */
export type MadeSet = {
  readonly readers: number;
  readonly books: number;
  /** Of the middle reader. */
  readonly medianLength: number;
  /** How much longer than the middle the longest lists are: 0 makes all alike. */
  readonly lengthSpread: number;
  /** Kinds of books; a reader has one or two. */
  readonly kinds: number;
  /** Share of a reader's books that are of the reader's kinds; of the rest all read what is popular. */
  readonly ownKindShare: number;
  /** 0 reads all books alike; the higher, the more the favourites are read. */
  readonly skew: number;
  /** Where given, what everybody gives to everything. */
  readonly onlyStars?: number;
};

/** Same set and seed, same ratings. Every reader has at least one, and no book twice. */
export function makeSet(set: MadeSet, seed: number): readonly ScoredPair[] {
  const random = createRandom(seed);
  const upTo = (limit: number) => Math.floor(random() * limit);
  const pairs: ScoredPair[] = [];
  for (let reader = 0; reader < set.readers; reader += 1) {
    const spread = Math.exp(set.lengthSpread * normal(random));
    const length = Math.min(set.books >>> 1, Math.max(1, Math.round(set.medianLength * spread)));
    const own = [upTo(set.kinds), upTo(set.kinds)];
    const list = new Set<number>();
    while (list.size < length) {
      const place = Math.floor(set.books * random() ** (1 + set.skew));
      const kind = own[upTo(2)]!;
      const isOwn = random() < set.ownKindShare;
      list.add(isOwn ? Math.min(set.books - 1, place - (place % set.kinds) + kind) : place);
    }
    for (const book of list) {
      const likes = own.includes(book % set.kinds) ? 1 : 0;
      const stars = set.onlyStars ?? 5 - Math.floor((3 - likes) * random() ** 2);
      pairs.push({ userId: `reader-${reader}`, bookId: `book-${book}`, stars });
    }
  }
  return pairs;
}

/** Of mean 0 and deviation 1, nearly: the sum of twelve. */
function normal(random: () => number): number {
  let sum = -6;
  for (let n = 0; n < 12; n += 1) sum += random();
  return sum;
}
