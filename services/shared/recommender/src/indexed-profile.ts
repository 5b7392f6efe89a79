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
 * Turns profiles into numbers: the newest `maxLength` ratings whose book is in the table; of a book's ratings the newest.
 * Made once, for many profiles.
 */
export function createProfileIndexer(
  { ids, indexOf }: BookTable,
  maxLength = MAX_PROFILE_LENGTH,
): (profile: Profile) => IndexedProfile {
  /** 1 for the books found so far in the present profile. */
  const isFound = new Uint8Array(ids.length);
  return (profile) => {
    const room = Math.min(profile.length, maxLength);
    const books = new Uint32Array(room);
    const stars = new Float64Array(room);
    let found = 0;
    for (let i = 0; i < profile.length && found < room; i += 1) {
      const rating = profile[i]!;
      const book = indexOf.get(rating.bookId);
      if (book === undefined || isFound[book] === 1) continue;
      isFound[book] = 1;
      books[found] = book;
      stars[found] = rating.stars;
      found += 1;
    }
    for (let m = 0; m < found; m += 1) isFound[books[m]!] = 0;
    return { books: books.subarray(0, found), stars: stars.subarray(0, found) };
  };
}
