import type { Book } from '@books/domain/book';
import type { Rating } from '@books/domain/rating';
import type { BulkLoader } from '@books/storage/bulk-loader';

export type MemoryBulkLoader = BulkLoader & {
  readonly books: Map<string, Book>;
  readonly ratings: Map<string, Rating>;
  isFinished(): boolean;
};

/** A store that keeps what it is given, to look at in tests. */
export function createMemoryBulkLoader(): MemoryBulkLoader {
  const books = new Map<string, Book>();
  const ratings = new Map<string, Rating>();
  let isFinished = false;
  return {
    books,
    ratings,
    isFinished: () => isFinished,
    isEmpty: async () => books.size === 0 && ratings.size === 0,
    clear: async () => {
      books.clear();
      ratings.clear();
    },
    putBooks: async (some) => some.forEach((book) => books.set(book.book_id, book)),
    putRatings: async (some) =>
      some.forEach((rating) => ratings.set(`${rating.userId} ${rating.bookId}`, rating)),
    finish: async () => {
      isFinished = true;
    },
  };
}
