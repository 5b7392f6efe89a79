import type { BookTable } from './book-table.ts';
import type { Profile } from './recommender.ts';

/** Only the newest ratings of a profile are used: more would cost time and say little. */
export const MAX_PROFILE_LENGTH = 500;

/** A reader's ratings in the numbers of a book table, newest first, each book once. */
export type IndexedProfile = {
  readonly books: Uint32Array;
  readonly stars: Float64Array;
};

/**
 * The newest `maxLength` ratings whose book is in the table; of a book's ratings the newest.
 */
export function indexProfile(
  profile: Profile,
  table: BookTable,
  maxLength = MAX_PROFILE_LENGTH,
): IndexedProfile {
  const starsByBook = new Map<number, number>();
  for (const { bookId, stars } of profile) {
    const book = table.indexOf.get(bookId);
    if (book === undefined || starsByBook.has(book)) continue;
    starsByBook.set(book, stars);
    if (starsByBook.size === maxLength) break;
  }
  return {
    books: Uint32Array.from(starsByBook.keys()),
    stars: Float64Array.from(starsByBook.values()),
  };
}
