import type { Book } from '@books/domain/book';
import type { Rating } from '@books/domain/rating';
import type { BookRepository } from '@books/storage/book-repository';
import type { BulkLoader } from '@books/storage/bulk-loader';

export type MemoryBulkLoader = BulkLoader & {
  readonly books: Map<string, Book>;
  readonly aliases: Map<string, string>;
  readonly ratings: Map<string, Rating>;
  isFinished(): boolean;
};

/** A store that keeps what it is given, to look at in tests. */
export function createMemoryBulkLoader(): MemoryBulkLoader {
  const books = new Map<string, Book>();
  const aliases = new Map<string, string>();
  const ratings = new Map<string, Rating>();
  let isFinished = false;
  return {
    books,
    aliases,
    ratings,
    isFinished: () => isFinished,
    isEmpty: async () => books.size === 0 && ratings.size === 0,
    clear: async () => {
      books.clear();
      aliases.clear();
      ratings.clear();
    },
    putBooks: async (some) => some.forEach((book) => books.set(book.book_id, book)),
    putAliases: async (some) => some.forEach(({ from, to }) => aliases.set(from, to)),
    putRatings: async (some) =>
      some.forEach((rating) => ratings.set(`${rating.userId} ${rating.bookId}`, rating)),
    finish: async () => {
      isFinished = true;
    },
  };
}

/** The books of such a store one by one. */
export function createMemoryBooks({
  books,
  aliases,
}: MemoryBulkLoader): Pick<BookRepository, 'find' | 'save' | 'redirect'> {
  return {
    find: async (bookId) => books.get(bookId) ?? books.get(aliases.get(bookId) ?? ''),
    save: async (book) => {
      const outcome = books.has(book.book_id) ? 'replaced' : 'created';
      books.set(book.book_id, book);
      return { outcome };
    },
    redirect: async (from, to) => {
      books.delete(from);
      aliases.set(from, to);
    },
  };
}
