import type { BookId } from '@books/domain/ids';
import { clampStars } from '@books/recommender/rating-baseline';
import type { Profile, Recommendation } from '@books/recommender/recommender';
import { createLikenesses } from './likenesses.ts';
import type { ListedBook } from './listed-book.ts';

/** From this many stars on a book speaks for what resembles it. */
const LIKED_STARS = 4;
/** What the same series, the same authors and the same subjects count for one liked book. */
const WEIGHTS = { series: 1.5, authors: 1, subjects: 0.5 };
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
  const likenesses = createLikenesses([...books], WEIGHTS);
  return {
    picksFor(profile, limit, isAllowed) {
      const rated = new Set(profile.map(({ bookId }) => bookId));
      const liked = profile.flatMap(({ bookId, stars }) => {
        const book = stars >= LIKED_STARS ? find(bookId) : undefined;
        return book === undefined ? [] : [{ book, stars }];
      });
      const likedBooks = liked.map(({ book }) => book);
      return likenesses
        .nearest(likedBooks, {
          limit,
          isAllowed: ({ bookId }) => !rated.has(bookId) && isAllowed(bookId),
        })
        .map((pick) => recommendation(pick, liked, likenesses.toEach(pick, likedBooks)));
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

/** @param weights likenesses to each of `liked` */
function recommendation(
  pick: ListedBook,
  liked: readonly { readonly book: ListedBook; readonly stars: number }[],
  weights: Float64Array,
): Recommendation {
  const reasons = liked
    .map(({ book, stars }, at) => ({ bookId: book.bookId, stars, weight: weights[at]! }))
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight || (a.bookId < b.bookId ? -1 : 1));
  const score = reasons.reduce((sum, { weight }) => sum + weight, 0);
  const weightedStars = reasons.reduce((sum, { weight, stars }) => sum + weight * stars, 0);
  return {
    bookId: pick.bookId,
    score,
    // A mean of fives may be rounded to more than five.
    predictedRating: clampStars(weightedStars / score),
    confidence: reasons.length / (reasons.length + DOUBT),
    because: reasons.slice(0, 3).map(({ bookId, weight }) => ({ bookId, weight })),
  };
}
