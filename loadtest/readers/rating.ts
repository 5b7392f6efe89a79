import type { KnownBook } from './library.ts';
import { ask, type Question, type Step } from './step.ts';

// What a reader does who rates: a look at the book's ratings, the rating, their own list, their recommendations.

type BookRatings = {
  average_rating: number | null;
  total_ratings: number;
  ratings_distribution: Record<string, number>;
};
type Rated = {
  rating: { user_id: string; rating: number };
  book: { average_rating: number; ratings_count: number };
};
type ReaderRatings = { total_ratings: number; ratings: { book_id: string; rating: number }[] };
type Recommendations = { strategy: string; recommendations: { book_id: string }[] };
/** The sum of all stars of a book and their number. */
type Sum = { readonly stars: number; readonly count: number };

/** Means are rounded to three decimals. */
const ROUNDING = 0.0006;
const LIST_LENGTH = 20;

/** A reader of the load test, and what they have rated so far. */
export type Reader = { readonly id: string; readonly starsByBook: Map<string, number> };

/**
 * Four requests, or six when somebody else changed a rating of the book at the same moment.
 *
 * @returns whether it is known what is stored of the reader: not after a rating without an answer
 */
export function* rateAndLook(
  reader: Reader,
  { book_id: bookId }: KnownBook,
  stars: number,
): Generator<Question, boolean, void> {
  const first = yield* rate(reader, bookId, stars, { isLast: false });
  // A rating that somebody changed meanwhile moves the mean and not the number: it does not happen twice in a row.
  const outcome =
    first === 'doubtful' ? yield* rate(reader, bookId, stars, { isLast: true }) : first;
  if (outcome === 'wrong') return false;
  yield* lookAtOwnRatings(reader, bookId);
  yield* lookAtRecommendations(reader);
  return true;
}

/** @param isLast whether a mean that does not fit is a wrong answer, and not only a doubtful one */
function* rate(
  reader: Reader,
  bookId: string,
  stars: number,
  { isLast }: { isLast: boolean },
): Generator<Question, 'right' | 'doubtful' | 'wrong', void> {
  const before = yield* lookAtRatings(bookId);
  const starsBefore = reader.starsByBook.get(bookId);
  let doubt: string | undefined;
  const request = {
    endpoint: 'rate',
    path: `/books/${bookId}/rate`,
    body: { user_id: reader.id, rating: stars },
    statuses: [starsBefore === undefined ? 201 : 200],
  } as const;
  const rated = yield* ask<Rated>(request, ({ rating, book }) => {
    if (rating.user_id !== reader.id || rating.rating !== stars) return 'another rating is told';
    if (before === undefined) return undefined;
    const count = before.count + (starsBefore === undefined ? 1 : 0);
    if (book.ratings_count < count) return `${book.ratings_count} ratings after ${before.count}`;
    // Somebody else rated it as well.
    if (book.ratings_count > count) return undefined;
    doubt = meanFault(book, { count, stars: before.stars - (starsBefore ?? 0) + stars });
    return isLast ? doubt : undefined;
  });
  if (rated === undefined) return 'wrong';
  reader.starsByBook.set(bookId, stars);
  return doubt === undefined ? 'right' : 'doubtful';
}

function meanFault(book: Rated['book'], { stars, count }: Sum): string | undefined {
  const isMean = Math.abs(book.average_rating - stars / count) < ROUNDING;
  return isMean ? undefined : `a mean of ${book.average_rating} instead of ${stars / count}`;
}

/** @returns what the histogram says; `undefined` when the answer was wrong */
function* lookAtRatings(bookId: string): Generator<Question, Sum | undefined, void> {
  let stars = 0;
  let count = 0;
  const path = `/books/${bookId}/ratings?limit=5`;
  const body = yield* ask<BookRatings>({ endpoint: 'ratings', path, statuses: [200] }, (told) => {
    for (const [star, n] of Object.entries(told.ratings_distribution)) {
      stars += Number(star) * n;
      count += n;
    }
    const { total_ratings: total, average_rating: mean } = told;
    if (count !== total) return `a histogram of ${count} and a total of ${total}`;
    const isMean = mean === null ? count === 0 : Math.abs(mean - stars / count) < ROUNDING;
    return isMean ? undefined : `a mean of ${mean}, and ${stars / count} by the histogram`;
  });
  return body && { stars, count };
}

function* lookAtOwnRatings(reader: Reader, bookId: string): Step {
  const path = `/users/${reader.id}/ratings?limit=${LIST_LENGTH}`;
  const request = { endpoint: 'reader', path, statuses: [200] } as const;
  yield* ask<ReaderRatings>(request, ({ total_ratings: total, ratings }) => {
    if (total !== reader.starsByBook.size) return `${total} of ${reader.starsByBook.size} ratings`;
    const newest = ratings[0];
    if (newest?.book_id !== bookId) return `the newest is of ${newest?.book_id}, not ${bookId}`;
    const other = ratings.find(({ book_id, rating }) => reader.starsByBook.get(book_id) !== rating);
    return other && `${other.rating} stars for ${other.book_id}`;
  });
}

function* lookAtRecommendations(reader: Reader): Step {
  const path = `/recommendations/${reader.id}?limit=${LIST_LENGTH}`;
  const request = { endpoint: 'recommendations', path, statuses: [200] } as const;
  yield* ask<Recommendations>(request, (list) => {
    const ids = list.recommendations.map(({ book_id }) => book_id);
    if (ids.length !== LIST_LENGTH) return `${ids.length} books instead of ${LIST_LENGTH}`;
    if (new Set(ids).size !== ids.length) return 'a book is there twice';
    const rated = ids.find((id) => reader.starsByBook.has(id));
    return rated && `${rated} is recommended and has been rated`;
  });
}

/** A reader whom nobody knows, whose list is computed on the spot. */
export function askAsStranger(userId: string): Step {
  return lookAtRecommendations({ id: userId, starsByBook: new Map() });
}
