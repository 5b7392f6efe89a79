import type { BookId } from '@books/domain/ids';
import type { Profile, Reason, Recommendation } from '@books/recommender/recommender';
import type { ListedBook } from './listed-book.ts';

/** From this many stars on a book speaks for what resembles it. */
const LIKED_STARS = 4;
/** What a shared series, a shared author and the same subjects count for one liked book. */
const WEIGHTS = { series: 1.5, author: 1, subjects: 0.5 };
/** A subject that more new books than this share says too little to look through them all. */
const MAX_BOOKS_OF_SUBJECT = 500;
/** As many reasons count as much as the doubt in a book that nobody has rated. */
const DOUBT = 10;
/** One place in ten is kept for a book that no model knows yet. */
const PLACES_PER_NEW_BOOK = 10;

/** Books that a model does not know, found by what they share with others. */
export type NewBooks = {
  /**
   * New books that resemble what the reader liked, best first. The score is the sum over the liked books of what they
   * share; the predicted rating is the mean of the liked books' stars, weighted alike; the confidence is n / (n + 10)
   * with n reasons, for nobody has rated the book.
   */
  picksFor(
    profile: Profile,
    limit: number,
    isAllowed: (bookId: BookId) => boolean,
  ): readonly Recommendation[];
};

export type NewBooksOptions = {
  readonly books: Iterable<ListedBook>;
  /** Any book of the catalogue, to see what a rated one is like. */
  readonly find: (bookId: BookId) => ListedBook | undefined;
};

export function createNewBooks({ books, find }: NewBooksOptions): NewBooks {
  const byKey = new Map<string, ListedBook[]>();
  for (const book of books) {
    for (const key of keysOf(book)) {
      const others = byKey.get(key);
      if (others === undefined) byKey.set(key, [book]);
      else others.push(book);
    }
  }
  return {
    picksFor(profile, limit, isAllowed) {
      const rated = new Set(profile.map(({ bookId }) => bookId));
      const reasonsByBook = new Map<ListedBook, Reason[]>();
      for (const { bookId, stars } of profile) {
        const liked = stars >= LIKED_STARS ? find(bookId) : undefined;
        if (liked === undefined) continue;
        for (const book of alike(byKey, liked)) {
          if (rated.has(book.bookId) || !isAllowed(book.bookId)) continue;
          const reasons = reasonsByBook.get(book) ?? [];
          reasons.push({ bookId, weight: likeness(book, liked) });
          reasonsByBook.set(book, reasons);
        }
      }
      const starsOf = new Map(profile.map(({ bookId, stars }) => [bookId, stars]));
      return [...reasonsByBook]
        .map(([book, reasons]) => recommendation(book, reasons, starsOf))
        .sort((a, b) => b.score - a.score || (a.bookId < b.bookId ? -1 : 1))
        .slice(0, limit);
    },
  };
}

/**
 * Puts a new book at every tenth place, scores fitted in between their neighbours'.
 *
 * @param limit length of the list at most
 */
export function withNewBooks(
  list: readonly Recommendation[],
  picks: readonly Recommendation[],
  limit: number,
): readonly Recommendation[] {
  const mixed = [...list];
  picks.forEach((pick, n) => {
    const place = Math.min((n + 1) * PLACES_PER_NEW_BOOK - 1, mixed.length);
    mixed.splice(place, 0, pick);
  });
  return mixed.slice(0, limit);
}

/** How many new books a list of this length has places for. */
export const placesForNewBooks = (limit: number): number => Math.floor(limit / PLACES_PER_NEW_BOOK);

function keysOf({ seriesKey, authorKeys, subjectKeys }: ListedBook): string[] {
  return [
    ...(seriesKey === undefined ? [] : [`series ${seriesKey}`]),
    ...[...authorKeys].map((key) => `author ${key}`),
    ...[...subjectKeys].map((key) => `subject ${key}`),
  ];
}

function alike(
  byKey: ReadonlyMap<string, readonly ListedBook[]>,
  liked: ListedBook,
): Set<ListedBook> {
  const found = new Set<ListedBook>();
  for (const key of keysOf(liked)) {
    const books = byKey.get(key) ?? [];
    if (key.startsWith('subject ') && books.length > MAX_BOOKS_OF_SUBJECT) continue;
    for (const book of books) found.add(book);
  }
  return found;
}

function likeness(book: ListedBook, liked: ListedBook): number {
  const isSameSeries = book.seriesKey !== undefined && book.seriesKey === liked.seriesKey;
  const isSameAuthor = !book.authorKeys.isDisjointFrom(liked.authorKeys);
  const shared = book.subjectKeys.intersection(liked.subjectKeys).size;
  const all = book.subjectKeys.union(liked.subjectKeys).size;
  return (
    (isSameSeries ? WEIGHTS.series : 0) +
    (isSameAuthor ? WEIGHTS.author : 0) +
    (all === 0 ? 0 : (WEIGHTS.subjects * shared) / all)
  );
}

function recommendation(
  { bookId }: ListedBook,
  reasons: readonly Reason[],
  starsOf: ReadonlyMap<BookId, number>,
): Recommendation {
  const because = reasons.toSorted((a, b) => b.weight - a.weight || (a.bookId < b.bookId ? -1 : 1));
  const score = because.reduce((sum, { weight }) => sum + weight, 0);
  const weightedStars = because.reduce(
    (sum, reason) => sum + reason.weight * (starsOf.get(reason.bookId) ?? 0),
    0,
  );
  return {
    bookId,
    score,
    predictedRating: weightedStars / score,
    confidence: because.length / (because.length + DOUBT),
    because: because.slice(0, 3),
  };
}
