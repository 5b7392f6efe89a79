import { findBooks, type BookTable } from './book-table.ts';
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
 * Made once, for many profiles; what it gives is good until it is asked again.
 */
export function createProfileIndexer(
  table: BookTable,
  maxLength = MAX_PROFILE_LENGTH,
): (profile: Profile) => IndexedProfile {
  /** A bit for each book found so far in the present profile. */
  const isFound = new Uint32Array(Math.ceil(table.ids.length / 32));
  let numbers = new Int32Array(0);
  let books = new Uint32Array(0);
  let stars = new Float64Array(0);
  return (profile) => {
    if (numbers.length < profile.length) {
      numbers = new Int32Array(profile.length * 2);
      books = new Uint32Array(profile.length * 2);
      stars = new Float64Array(profile.length * 2);
    }
    findBooks(table, profile.length, (i) => profile[i]!.bookId, numbers);
    const room = Math.min(profile.length, maxLength);
    let found = 0;
    for (let i = 0; i < profile.length && found < room; i += 1) {
      const book = numbers[i]!;
      if (book === -1 || ((isFound[book >>> 5]! >>> (book & 31)) & 1) === 1) continue;
      isFound[book >>> 5]! |= 1 << (book & 31);
      books[found] = book;
      stars[found] = profile[i]!.stars;
      found += 1;
    }
    for (let m = 0; m < found; m += 1) isFound[books[m]! >>> 5] = 0;
    return { books: books.subarray(0, found), stars: stars.subarray(0, found) };
  };
}
