import { dampedMean } from '@books/domain/damped-mean';
import type { IndexedProfile } from './indexed-profile.ts';
import { bookCount, userCount, type RatingMatrix } from './rating-matrix.ts';

/**
 * What a rating would be if readers only differed in how generous they are and books in how good they are:
 * `meanStars` + the book's offset + the reader's offset, all in stars.
 */
export type RatingBaseline = {
  readonly meanStars: number;
  readonly bookOffsets: Float32Array;
};

/** An offset counts as if there were this many more ratings without any. */
const OFFSET_PRIOR_WEIGHT = 5;

/** Ratings of nobody give a mean of 3 stars. */
export function createRatingBaseline(matrix: RatingMatrix): RatingBaseline {
  let total = 0;
  for (const halfStars of matrix.bookHalfStars) total += halfStars;
  const count = matrix.bookHalfStars.length;
  const meanStars = count === 0 ? 3 : total / 2 / count;
  const bookOffsets = new Float32Array(bookCount(matrix));
  for (let book = 0; book < bookOffsets.length; book += 1) {
    const start = matrix.bookStarts[book]!;
    const end = matrix.bookStarts[book + 1]!;
    let sum = 0;
    for (let i = start; i < end; i += 1) sum += matrix.bookHalfStars[i]! / 2;
    bookOffsets[book] =
      dampedMean({ count: end - start, sum }, meanStars, OFFSET_PRIOR_WEIGHT) - meanStars;
  }
  return { meanStars, bookOffsets };
}

/** How much more generous than others the reader is, in stars; 0 for an empty profile. */
export function readerOffset(baseline: RatingBaseline, { books, stars }: IndexedProfile): number {
  let sum = 0;
  for (let i = 0; i < books.length; i += 1) {
    sum += stars[i]! - baseline.meanStars - baseline.bookOffsets[books[i]!]!;
  }
  return sum / (books.length + OFFSET_PRIOR_WEIGHT);
}

/** {@link readerOffset} of every reader of the matrix. */
export function readerOffsets(baseline: RatingBaseline, matrix: RatingMatrix): Float32Array {
  const offsets = new Float32Array(userCount(matrix));
  for (let user = 0; user < offsets.length; user += 1) {
    const start = matrix.userStarts[user]!;
    const end = matrix.userStarts[user + 1]!;
    let sum = 0;
    for (let i = start; i < end; i += 1) {
      const expected = baseline.meanStars + baseline.bookOffsets[matrix.userBooks[i]!]!;
      sum += matrix.userHalfStars[i]! / 2 - expected;
    }
    offsets[user] = sum / (end - start + OFFSET_PRIOR_WEIGHT);
  }
  return offsets;
}

/** The nearest value that a rating can have. */
export function clampStars(stars: number): number {
  return Math.min(5, Math.max(1, stars));
}
