import { addScore, clearScores, createScoreBoard, drainBest } from '@books/recommender/score-board';
import type { ListedBook } from './listed-book.ts';

/** What the same series, the same authors and the same subjects count for a pair of books. */
export type LikenessWeights = {
  readonly series: number;
  readonly authors: number;
  readonly subjects: number;
};

/** How much some books are like others. */
export type Likenesses = {
  /**
   * Those of the books that are most like `liked`, by the sum of their likenesses, largest first, then by id; none that is like none
   * of them.
   *
   * @param isAllowed asked about few more books than are wanted where most are allowed
   */
  nearest(
    liked: readonly ListedBook[],
    options: { readonly limit: number; readonly isAllowed: (book: ListedBook) => boolean },
  ): readonly ListedBook[];
  /** Likeness of one book to each of others, in their order; 0 where they share nothing that says much. */
  toEach(book: ListedBook, others: readonly ListedBook[]): Float64Array;
};

/** A subject that more of the books than this share says too little to count. */
const MAX_BOOKS_OF_SUBJECT = 500;

/** A book in the space of what books can share: the product of two such vectors is their likeness. */
type Features = { readonly keys: Uint32Array; readonly weights: Float64Array };

/**
 * Likeness in the vector space model (Salton, Wong and Yang 1975): the cosines of two books' series, authors and subjects, each
 * times its weight. So that many liked books cost little, their vectors are added up first (Rocchio 1971), and each list of books that
 * share something is passed over once.
 */
export function createLikenesses(
  books: readonly ListedBook[],
  weights: LikenessWeights,
): Likenesses {
  const sorted = books.toSorted((a, b) => (a.bookId < b.bookId ? -1 : 1));
  const keyNumbers = numberKeys(sorted);
  const known = new WeakMap<ListedBook, Features>();
  const featuresOf = (book: ListedBook): Features => {
    const before = known.get(book);
    if (before !== undefined) return before;
    const features = makeFeatures(book, keyNumbers, weights);
    known.set(book, features);
    return features;
  };
  const postings = collectPostings(sorted.map(featuresOf), keyNumbers.size);
  const board = createScoreBoard(sorted.length);
  /** One weight for each key, all zero between two uses. */
  const dense = new Float64Array(keyNumbers.size);

  return {
    nearest(liked, { limit, isAllowed }) {
      const sum = liked.map(featuresOf);
      for (const features of sum) add(features, dense);
      for (const { keys } of sum) {
        for (const key of keys) {
          const weight = dense[key]!;
          // Has been passed over for another liked book.
          if (weight === 0) continue;
          dense[key] = 0;
          for (let at = postings.starts[key]!; at < postings.starts[key + 1]!; at += 1) {
            addScore(board, postings.books[at]!, weight * postings.weights[at]!);
          }
        }
      }
      try {
        const isBookAllowed = (number: number) => isAllowed(sorted[number]!);
        const best = drainBest(board, limit, { isAllowed: isBookAllowed });
        return Array.from(best.indexes, (number) => sorted[number]!);
      } finally {
        // Where something was thrown on the way.
        clearScores(board);
      }
    },

    toEach(book, others) {
      const features = featuresOf(book);
      add(features, dense);
      const likenesses = Float64Array.from(others, (other) => product(featuresOf(other), dense));
      for (const key of features.keys) dense[key] = 0;
      return likenesses;
    },
  };
}

function add({ keys, weights }: Features, dense: Float64Array): void {
  for (let at = 0; at < keys.length; at += 1) dense[keys[at]!]! += weights[at]!;
}

function product({ keys, weights }: Features, dense: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < keys.length; at += 1) sum += weights[at]! * dense[keys[at]!]!;
  return sum;
}

/** What a book can share with others, each kind under names of its own. */
const seriesNames = ({ seriesKey }: ListedBook) =>
  seriesKey === undefined ? [] : [`series ${seriesKey}`];
const authorNames = ({ authorKeys }: ListedBook) => [...authorKeys].map((key) => `author ${key}`);
const subjectNames = ({ subjectKeys }: ListedBook) =>
  [...subjectKeys].map((key) => `subject ${key}`);

/** Numbers from 0 for all that the books can share, subjects of too many left out. */
function numberKeys(books: readonly ListedBook[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const name of books.flatMap(subjectNames)) counts.set(name, (counts.get(name) ?? 0) + 1);
  const names = new Set(books.flatMap((book) => [...seriesNames(book), ...authorNames(book)]));
  for (const [name, count] of counts) if (count <= MAX_BOOKS_OF_SUBJECT) names.add(name);
  return new Map([...names].map((name, number) => [name, number]));
}

/** Only of what one of the numbered books has as well; the length of each kind is that of all that the book has of it. */
function makeFeatures(
  book: ListedBook,
  numbers: ReadonlyMap<string, number>,
  weights: LikenessWeights,
): Features {
  const entries = [
    { names: seriesNames(book), weight: weights.series },
    { names: authorNames(book), weight: weights.authors },
    { names: subjectNames(book), weight: weights.subjects },
  ].flatMap(({ names, weight }) =>
    names.flatMap((name) => {
      const key = numbers.get(name);
      return key === undefined ? [] : [{ key, weight: Math.sqrt(weight / names.length) }];
    }),
  );
  return {
    keys: Uint32Array.from(entries, ({ key }) => key),
    weights: Float64Array.from(entries, ({ weight }) => weight),
  };
}

/** The posting list of key k: the places `starts[k]` to `starts[k + 1]`. */
type Postings = {
  readonly starts: Uint32Array;
  readonly books: Uint32Array;
  readonly weights: Float64Array;
};

function collectPostings(books: readonly Features[], keyCount: number): Postings {
  const starts = new Uint32Array(keyCount + 1);
  for (const { keys } of books) for (const key of keys) starts[key + 1]! += 1;
  for (let key = 0; key < keyCount; key += 1) starts[key + 1]! += starts[key]!;
  const next = starts.slice();
  const postings = {
    starts,
    books: new Uint32Array(starts[keyCount]!),
    weights: new Float64Array(starts[keyCount]!),
  };
  books.forEach(({ keys, weights }, number) => {
    keys.forEach((key, at) => {
      const place = next[key]!;
      next[key] = place + 1;
      postings.books[place] = number;
      postings.weights[place] = weights[at]!;
    });
  });
  return postings;
}
