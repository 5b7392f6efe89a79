import type { Book } from '@books/domain/book';
import type { BookId } from '@books/domain/ids';
import { listedBook, type ListedBook } from './listed-book.ts';
import { orderSeries, type SeriesOrder } from './series-rule.ts';

/** The books that can be recommended, in memory. */
export type Catalogue = {
  /** The book with this id, or the one that it was merged into while we ran: that has another id. */
  get(bookId: BookId): ListedBook | undefined;
  /** @param storedAs the id it was found by; another than the book's own is one that was merged away and is no book any more */
  put(book: Book, storedAs?: BookId): void;
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
  const mergedInto = new Map<BookId, BookId>();
  // Sorted when it is asked for after a change, and not for each of many.
  let seriesOrder: SeriesOrder | undefined;
  let revision = 0;
  for await (const book of books) listed.set(book.book_id, listedBook(book));
  return {
    get: (bookId) => {
      let id: BookId | undefined = bookId;
      // From one merge to the next; whatever was merged into is listed or was merged away after.
      while (id !== undefined) {
        const book = listed.get(id);
        if (book !== undefined) return book;
        id = mergedInto.get(id);
      }
      return undefined;
    },
    put: (book, storedAs = book.book_id) => {
      if (storedAs !== book.book_id) {
        listed.delete(storedAs);
        mergedInto.set(storedAs, book.book_id);
      }
      listed.set(book.book_id, listedBook(book));
      seriesOrder = undefined;
      revision += 1;
    },
    all: () => listed.values(),
    revision: () => revision,
    series: () => (seriesOrder ??= orderSeries(listed.values())),
  };
}
