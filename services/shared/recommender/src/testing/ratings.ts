import { BookId } from '@books/domain/ids';
import fc from 'fast-check';
import { createRatingMatrixBuilder, type RatingRow } from '../build-rating-matrix.ts';
import type { RatingMatrix } from '../rating-matrix.ts';
import type { Profile } from '../recommender.ts';

export const aBookId = (text: string): BookId => BookId.parse(text);

/** Ratings written as one line a reader: `{ ann: { dune: 5, emma: 3.5 } }`. */
export type Shelves = Readonly<Record<string, Readonly<Record<string, number>>>>;

export function ratingRows(shelves: Shelves): readonly RatingRow[] {
  return Object.entries(shelves).flatMap(([userId, shelf]) =>
    Object.entries(shelf).map(([bookId, stars]) => ({ userId, bookId: aBookId(bookId), stars })),
  );
}

export function matrixOf(rows: Iterable<RatingRow>): RatingMatrix {
  const builder = createRatingMatrixBuilder();
  for (const { userId, bookId, stars } of rows) builder.add(userId, bookId, stars);
  return builder.build();
}

export const aMatrix = (shelves: Shelves): RatingMatrix => matrixOf(ratingRows(shelves));

export function aProfile(shelf: Readonly<Record<string, number>>): Profile {
  return Object.entries(shelf).map(([bookId, stars]) => ({ bookId: aBookId(bookId), stars }));
}

const stars = fc.integer({ min: 2, max: 10 }).map((halfStars) => halfStars / 2);

/** Any ratings of up to 12 readers and 12 books, each pair once. */
export const someRatings = fc.uniqueArray(
  fc.record({
    userId: fc.integer({ min: 0, max: 11 }).map((n) => `reader ${n}`),
    bookId: fc.integer({ min: 0, max: 11 }).map((n) => aBookId(`book-${n}`)),
    stars,
  }),
  { selector: ({ userId, bookId }) => `${userId}/${bookId}`, minLength: 1, maxLength: 80 },
);

/** Any profile of up to 6 of the books of {@link someRatings} and two that nobody has rated. */
export const someProfile = fc.uniqueArray(
  fc.record({ bookId: fc.integer({ min: 0, max: 13 }).map((n) => aBookId(`book-${n}`)), stars }),
  { selector: ({ bookId }) => bookId, maxLength: 6 },
);
