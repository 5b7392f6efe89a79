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
  const room = Math.min(profile.length, maxLength);
  const books = new Uint32Array(room);
  const stars = new Float64Array(room);
  const seen = new Set<number>();
  for (const rating of profile) {
    if (seen.size === room) break;
    const book = table.indexOf.get(rating.bookId);
    if (book === undefined || seen.has(book)) continue;
    books[seen.size] = book;
    stars[seen.size] = rating.stars;
    seen.add(book);
  }
  return { books: books.subarray(0, seen.size), stars: stars.subarray(0, seen.size) };
}
