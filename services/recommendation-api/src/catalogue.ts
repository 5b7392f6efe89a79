import type { Book } from '@books/domain/book';
import type { BookId } from '@books/domain/ids';
import { listedBook, type ListedBook } from './listed-book.ts';
import { orderSeries, type SeriesOrder } from './series-rule.ts';

/** The books that can be recommended, in memory. */
export type Catalogue = {
  get(bookId: BookId): ListedBook | undefined;
  put(book: Book): void;
  all(): Iterable<ListedBook>;
  /** The volumes of all series, as of the last change. */
  series(): SeriesOrder;
  /** Another number after every change. */
  revision(): number;
};

export async function loadCatalogue(
  books: Iterable<Book> | AsyncIterable<Book>,
): Promise<Catalogue> {
  const listed = new Map<BookId, ListedBook>();
  // Sorted when it is asked for after a change, and not for each of many.
  let seriesOrder: SeriesOrder | undefined;
  let revision = 0;
  for await (const book of books) listed.set(book.book_id, listedBook(book));
  return {
    get: (bookId) => listed.get(bookId),
    put: (book) => {
      listed.set(book.book_id, listedBook(book));
      seriesOrder = undefined;
      revision += 1;
    },
    all: () => listed.values(),
    revision: () => revision,
    series: () => (seriesOrder ??= orderSeries(listed.values())),
  };
}
