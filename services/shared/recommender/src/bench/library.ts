import { createRandom } from '../random.ts';

/** A made-up library: how many there are of what. */
export type LibrarySize = { readonly readers: number; readonly books: number };

/** As many readers and books as Amazon-Book has in its usual form; it gets 2.98 million ratings. */
export const AMAZON_BOOK_SIZE: LibrarySize = { readers: 52_643, books: 91_599 };

export type MadeRating = {
  readonly reader: number;
  readonly book: number;
  readonly stars: number;
};

/** Books of a kind, such as a genre. */
const KIND_SIZE = 300;
/** A reader knows one kind, and one more for so many books. */
const BOOKS_PER_KIND = 40;
/** Share of a reader's books that come from the kinds the reader knows. */
const OWN_KIND_SHARE = 0.75;
/** The higher, the more the favourites of a kind are read. */
const SKEW = 2.5;

/**
 * Length of the list of the reader at place `rank`, longest first: 20 and more, with a tail that falls as a power. For
 * 52,643 readers the sum is 2.98 million and the sum of squares, which is what training costs, 671 million.
 */
export function listLength(rank: number, { readers, books }: LibrarySize): number {
  const place = (rank + 0.5) / readers;
  const length = Math.floor(20 + 41.985 * (place ** -0.47 - 1));
  return Math.min(length, Math.floor(books / 4));
}

/**
 * Ratings of readers who mostly keep to a few kinds of books, each with its favourites. Every book has a reader. Same size and
 * seed, same ratings.
 */
export function* makeRatings(size: LibrarySize, seed: number): Generator<MadeRating> {
  const random = createRandom(seed);
  const kinds = Math.max(1, Math.floor(size.books / KIND_SIZE));
  const upTo = (limit: number) => Math.floor(random() * limit);
  for (let reader = 0; reader < size.readers; reader += 1) {
    const length = listLength(reader, size);
    const own = Array.from({ length: 1 + Math.floor(length / BOOKS_PER_KIND) }, () => upTo(kinds));
    const list = new Set<number>();
    for (let book = reader; book < size.books; book += size.readers) list.add(book);
    while (list.size < length) {
      const kind = random() < OWN_KIND_SHARE ? own[upTo(own.length)]! : upTo(kinds);
      const place = Math.floor(KIND_SIZE * random() ** SKEW);
      list.add((place * kinds + kind) % size.books);
    }
    for (const book of list) yield { reader, book, stars: 5 - Math.floor(3 * random() ** 2) };
  }
}
