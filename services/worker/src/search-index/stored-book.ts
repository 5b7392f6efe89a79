import type { BookId } from '@books/domain/ids';
import { NO_RATINGS, type RatingStats } from '@books/domain/rating-stats';
import type { IndexedBook } from '@books/search/search-engine';
import type { BookRepository } from '@books/storage/book-repository';
import type { RatingRepository } from '@books/storage/rating-repository';

/** What the store says of one book now; `undefined` when it has none with this id, or has merged it into another. */
export async function storedBook(
  {
    books,
    ratings,
  }: {
    readonly books: Pick<BookRepository, 'find'>;
    readonly ratings: Pick<RatingRepository, 'stats'>;
  },
  bookId: BookId,
): Promise<IndexedBook | undefined> {
  const book = await books.find(bookId);
  if (book?.book_id !== bookId) return undefined;
  return { book, stats: await ratings.stats(bookId) };
}

/** Every book of the store with its stats. */
export async function* storedBooks(
  {
    books,
    ratings,
  }: {
    readonly books: Pick<BookRepository, 'all'>;
    readonly ratings: Pick<RatingRepository, 'allStats'>;
  },
  signal: AbortSignal,
): AsyncIterable<IndexedBook> {
  const statsByBook = new Map<BookId, RatingStats>();
  for await (const { bookId, stats } of ratings.allStats()) {
    signal.throwIfAborted();
    statsByBook.set(bookId, stats);
  }
  for await (const book of books.all()) {
    yield { book, stats: statsByBook.get(book.book_id) ?? NO_RATINGS };
  }
}
