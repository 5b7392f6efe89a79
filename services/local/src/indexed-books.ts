import type { BookId } from '@books/domain/ids';
import { NO_RATINGS, type RatingStats } from '@books/domain/rating-stats';
import type { IndexedBook } from '@books/search/search-engine';
import type { Store } from '@books/storage/store';

/** Every book with its stats, as an index takes it. */
export async function indexedBooks({
  books,
  ratings,
}: Pick<Store, 'books' | 'ratings'>): Promise<IndexedBook[]> {
  const statsByBook = new Map<BookId, RatingStats>();
  for await (const { bookId, stats } of ratings.allStats()) statsByBook.set(bookId, stats);
  const all: IndexedBook[] = [];
  for await (const book of books.all()) {
    all.push({ book, stats: statsByBook.get(book.book_id) ?? NO_RATINGS });
  }
  return all;
}
