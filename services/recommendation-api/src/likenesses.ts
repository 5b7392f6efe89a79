import type { ListedBook } from './listed-book.ts';

/** What a shared series, a shared author and the same subjects count for one pair of books. */
export type LikenessWeights = {
  readonly series: number;
  readonly author: number;
  readonly subjects: number;
};

/** How much some books are like others. */
export type Likenesses = {
  /** The books that are like any of `liked`, by the sum of their likenesses, largest first, then by id. */
  ranked(liked: readonly ListedBook[]): Generator<ListedBook>;
  /** Likeness of one of the books to any other; 0 when they share nothing that says much. */
  of(book: ListedBook, other: ListedBook): number;
};

/** A subject that more of the books than this share says too little to bring two together. */
const MAX_BOOKS_OF_SUBJECT = 500;
/** More than the first few places take, even if many of them may not appear. */
const SORTED_FIRST = 100;
const SAME_SERIES = 1;
const SAME_AUTHOR = 2;

/** Numbers `books`, since a list takes tens of thousands of likenesses. */
export function createLikenesses(
  books: readonly ListedBook[],
  weights: LikenessWeights,
): Likenesses {
  const bySeries = numbersByKey(books, ({ seriesKey }) =>
    seriesKey === undefined ? [] : [seriesKey],
  );
  const byAuthor = numbersByKey(books, ({ authorKeys }) => authorKeys);
  const bySubject = numbersByKey(books, ({ subjectKeys }) => subjectKeys);
  /** For each subject that says too little, 1 at the numbers of the books that have it. */
  const crowds = new Map(
    [...bySubject]
      .filter(([, numbers]) => numbers.length > MAX_BOOKS_OF_SUBJECT)
      .map(([subject, numbers]) => [subject, onesAt(numbers, books.length)]),
  );
  const subjectCounts = Int32Array.from(books, ({ subjectKeys }) => subjectKeys.size);

  const likeness = (shares: number, sharedSubjects: number, allSubjects: number) =>
    ((shares & SAME_SERIES) === 0 ? 0 : weights.series) +
    ((shares & SAME_AUTHOR) === 0 ? 0 : weights.author) +
    (allSubjects === 0 ? 0 : (weights.subjects * sharedSubjects) / allSubjects);

  return {
    ranked(liked) {
      const scores = new Float64Array(books.length);
      const shares = new Uint8Array(books.length);
      const sharedSubjects = new Uint16Array(books.length);
      /** Number of the liked book, from 1, that a book was last found alike to. */
      const foundBy = new Uint32Array(books.length);
      liked.forEach((other, index) => {
        const round = index + 1;
        const alike: number[] = [];
        const find = (numbers: readonly number[] | undefined, share: number, subjects: number) => {
          for (const number of numbers ?? []) {
            if (foundBy[number] !== round) {
              foundBy[number] = round;
              shares[number] = 0;
              sharedSubjects[number] = 0;
              alike.push(number);
            }
            shares[number]! |= share;
            sharedSubjects[number]! += subjects;
          }
        };
        if (other.seriesKey !== undefined) find(bySeries.get(other.seriesKey), SAME_SERIES, 0);
        for (const author of other.authorKeys) find(byAuthor.get(author), SAME_AUTHOR, 0);
        for (const subject of other.subjectKeys) {
          if (!crowds.has(subject)) find(bySubject.get(subject), 0, 1);
        }
        // Once two are brought together, all that they share counts.
        for (const subject of other.subjectKeys) {
          const crowd = crowds.get(subject);
          if (crowd === undefined) continue;
          for (const number of alike) sharedSubjects[number]! += crowd[number]!;
        }
        for (const number of alike) {
          const shared = sharedSubjects[number]!;
          const all = subjectCounts[number]! + other.subjectKeys.size - shared;
          scores[number]! += likeness(shares[number]!, shared, all);
        }
      });
      return inOrder(books, scores);
    },

    of(book, other) {
      const isSameSeries = book.seriesKey !== undefined && book.seriesKey === other.seriesKey;
      const isSameAuthor = !book.authorKeys.isDisjointFrom(other.authorKeys);
      const shared = book.subjectKeys.intersection(other.subjectKeys);
      if (!isSameSeries && !isSameAuthor && shared.isSubsetOf(crowds)) return 0;
      const shares = (isSameSeries ? SAME_SERIES : 0) | (isSameAuthor ? SAME_AUTHOR : 0);
      return likeness(
        shares,
        shared.size,
        book.subjectKeys.size + other.subjectKeys.size - shared.size,
      );
    },
  };
}

/** The books with a score, largest first, then by id. Sorts no more of them than are asked for, roughly. */
function* inOrder(books: readonly ListedBook[], scores: Float64Array): Generator<ListedBook> {
  const threshold = scores.toSorted().at(-SORTED_FIRST) ?? 0;
  const sorted = (isMeant: (score: number) => boolean) =>
    books
      .map((book, number) => ({ book, score: scores[number]! }))
      .filter(({ score }) => score > 0 && isMeant(score))
      .sort((a, b) => b.score - a.score || (a.book.bookId < b.book.bookId ? -1 : 1))
      .map(({ book }) => book);
  yield* sorted((score) => score >= threshold);
  yield* sorted((score) => score < threshold);
}

/** @param length of the answer */
function onesAt(numbers: readonly number[], length: number): Uint8Array {
  const ones = new Uint8Array(length);
  for (const number of numbers) ones[number] = 1;
  return ones;
}

/** The numbers of the books that have a key, by key. */
function numbersByKey(
  books: readonly ListedBook[],
  keysOf: (book: ListedBook) => Iterable<string>,
): ReadonlyMap<string, readonly number[]> {
  const numbers = new Map<string, number[]>();
  books.forEach((book, number) => {
    for (const key of keysOf(book)) {
      const others = numbers.get(key);
      if (others === undefined) numbers.set(key, [number]);
      else others.push(number);
    }
  });
  return numbers;
}
