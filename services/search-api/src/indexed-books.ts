import type { Book } from '@books/domain/book';
import { NO_RATINGS } from '@books/domain/rating-stats';
import type { IndexedBook } from '@books/search/search-engine';
import type { Store } from '@books/storage/store';

/** Every book with its stats, as an index takes it. */
export async function indexedBooks({
  books,
  ratings,
}: Pick<Store, 'books' | 'ratings'>): Promise<IndexedBook[]> {
  const all: Book[] = [];
  for await (const book of books.all()) all.push(book);
  const stats = await ratings.statsOf(all.map(({ book_id }) => book_id));
  return all.map((book) => ({ book, stats: stats.get(book.book_id) ?? NO_RATINGS }));
}
