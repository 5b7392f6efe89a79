import type { BookTable } from './book-table.ts';
import { userKey } from './user-key.ts';

/**
 * Who rated what, sparse, by reader and by book: 10 bytes a rating. Row `u` of the readers is the range
 * `userStarts[u]` to `userStarts[u + 1]` of `userBooks` (ascending) and `userHalfStars`; the same for books.
 * Immutable. The same ratings give the same matrix in whatever order they come.
 */
export type RatingMatrix = RatingNumbers & { readonly books: BookTable };

/** The part of a matrix that threads share: all but the ids. */
export type RatingNumbers = {
  /** {@link userKey} of each reader, ascending, so that rows are in an order that has nothing to do with names. */
  readonly userKeys: Float64Array;
  readonly userStarts: Uint32Array;
  readonly userBooks: Uint32Array;
  /** Twice the stars, 2 to 10. */
  readonly userHalfStars: Uint8Array;
  readonly bookStarts: Uint32Array;
  readonly bookUsers: Uint32Array;
  readonly bookHalfStars: Uint8Array;
};

/** Number of the reader's row; -1 for a reader without ratings. */
export function findUser(matrix: RatingNumbers, userId: string): number {
  return findKey(matrix, userKey(userId));
}

/** Number of the row of a {@link userKey}; -1 for none. */
export function findKey({ userKeys }: RatingNumbers, key: number): number {
  let low = 0;
  let high = userKeys.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (userKeys[middle]! < key) low = middle + 1;
    else high = middle;
  }
  return userKeys[low] === key ? low : -1;
}

export function userCount(matrix: RatingNumbers): number {
  return matrix.userKeys.length;
}

export function bookCount(matrix: RatingNumbers): number {
  return matrix.bookStarts.length - 1;
}

export function ratingCount(matrix: RatingNumbers): number {
  return matrix.userBooks.length;
}
