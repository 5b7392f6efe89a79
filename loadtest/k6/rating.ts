import { expectAnswer, send } from './client.ts';
import type { KnownBook } from './library.ts';

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

/** Means are rounded to three decimals. */
const ROUNDING = 0.0006;
const LIST_LENGTH = 20;

/** A reader of the load test, and what they have rated so far. */
export type Reader = { readonly id: string; readonly starsByBook: Map<string, number> };

export function rateAndLook(reader: Reader, { book_id: bookId }: KnownBook, stars: number): void {
  const before = ratingsOf(bookId);
  const wasRated = reader.starsByBook.get(bookId);
  const rating = { user_id: reader.id, rating: stars };
  const answer = send('rate', 'POST', `/books/${bookId}/rate`, rating);
  const statuses = [wasRated === undefined ? 201 : 200];
  const rated = expectAnswer<Rated>('rate', answer, statuses, ({ rating, book }) => {
    if (rating.user_id !== reader.id || rating.rating !== stars) return 'another rating is told';
    return before && meanFault(before, book, wasRated, stars);
  });
  if (rated === undefined) return;
  reader.starsByBook.set(bookId, stars);
  lookAtOwnRatings(reader, bookId);
  lookAtRecommendations(reader);
}

/** The sum of all stars and their number, from the histogram; `undefined` when the answer was wrong. */
function ratingsOf(bookId: string): { sum: number; count: number } | undefined {
  const answer = send('ratings', 'GET', `/books/${bookId}/ratings?limit=5`);
  let sum = 0;
  let count = 0;
  const body = expectAnswer<BookRatings>('ratings', answer, [200], (ratings) => {
    for (const [stars, n] of Object.entries(ratings.ratings_distribution)) {
      sum += Number(stars) * n;
      count += n;
    }
    const { total_ratings: total, average_rating: mean } = ratings;
    if (count !== total) return `a histogram of ${count} and a total of ${total}`;
    const isMean = mean === null ? count === 0 : Math.abs(mean - sum / count) < ROUNDING;
    return isMean ? undefined : `a mean of ${mean}, and ${sum / count} by the histogram`;
  });
  return body && { sum, count };
}

/** Exact whenever nobody else rated the book meanwhile, which their number tells. */
function meanFault(
  before: { sum: number; count: number },
  after: Rated['book'],
  wasRated: number | undefined,
  stars: number,
): string | undefined {
  const count = before.count + (wasRated === undefined ? 1 : 0);
  if (after.ratings_count < count) return `${after.ratings_count} ratings after ${before.count}`;
  if (after.ratings_count > count) return undefined;
  const mean = (before.sum - (wasRated ?? 0) + stars) / count;
  const isMean = Math.abs(after.average_rating - mean) < ROUNDING;
  // A rating that somebody changed meanwhile moves the mean and not the number.
  const isInRange = after.average_rating >= 1 && after.average_rating <= 5;
  if (isMean || (wasRated !== undefined && isInRange)) return undefined;
  return `a mean of ${after.average_rating} instead of ${mean}`;
}

function lookAtOwnRatings(reader: Reader, bookId: string): void {
  const answer = send('reader', 'GET', `/users/${reader.id}/ratings?limit=${LIST_LENGTH}`);
  expectAnswer<ReaderRatings>('reader', answer, [200], ({ total_ratings: total, ratings }) => {
    if (total !== reader.starsByBook.size) return `${total} of ${reader.starsByBook.size} ratings`;
    const newest = ratings[0];
    if (newest?.book_id !== bookId) return `the newest is of ${newest?.book_id}, not ${bookId}`;
    const other = ratings.find(({ book_id, rating }) => reader.starsByBook.get(book_id) !== rating);
    return other && `${other.rating} stars for ${other.book_id}`;
  });
}

function lookAtRecommendations(reader: Reader): void {
  const path = `/recommendations/${reader.id}?limit=${LIST_LENGTH}`;
  const answer = send('recommendations', 'GET', path);
  expectAnswer<Recommendations>('recommendations', answer, [200], (list) => {
    const ids = list.recommendations.map(({ book_id }) => book_id);
    if (ids.length !== LIST_LENGTH) return `${ids.length} books instead of ${LIST_LENGTH}`;
    if (new Set(ids).size !== ids.length) return 'a book is there twice';
    const rated = ids.find((id) => reader.starsByBook.has(id));
    return rated && `${rated} is recommended and has been rated`;
  });
}

/** A reader whom nobody knows, whose list is computed on the spot. */
export function askAsStranger(userId: string): void {
  lookAtRecommendations({ id: userId, starsByBook: new Map() });
}
