import type { BookId } from '@books/domain/ids';
import type { ListedBook } from './listed-book.ts';
import type { BookRule } from './wishes.ts';

/** The volumes of each series in reading order: whole numbers only, one book for each. */
export type SeriesOrder = {
  /** Books of the series, the first volume first; empty for a series without numbers. */
  volumesOf(seriesKey: string): readonly ListedBook[];
};

/**
 * Sorts books into series. Of several books with one number the better known counts; novellas ("1.5") and boxes without a
 * number are no volumes, since nobody is to read them next.
 */
export function orderSeries(books: Iterable<ListedBook>): SeriesOrder {
  const bySeries = new Map<string, Map<number, ListedBook>>();
  for (const book of books) {
    const { seriesKey, volume } = book;
    if (seriesKey === undefined || volume === undefined || !Number.isInteger(volume) || volume < 1)
      continue;
    const volumes = bySeries.get(seriesKey) ?? new Map<number, ListedBook>();
    bySeries.set(seriesKey, volumes);
    const known = volumes.get(volume);
    if (known === undefined || isBetterKnown(book, known)) volumes.set(volume, book);
  }
  const ordered = new Map(
    [...bySeries].map(([key, volumes]) => [
      key,
      [...volumes.values()].sort((a, b) => (a.volume ?? 0) - (b.volume ?? 0)),
    ]),
  );
  return { volumesOf: (seriesKey) => ordered.get(seriesKey) ?? [] };
}

function isBetterKnown(book: ListedBook, other: ListedBook): boolean {
  const difference = (book.source?.count ?? 0) - (other.source?.count ?? 0);
  return difference === 0 ? book.bookId < other.bookId : difference > 0;
}

/**
 * Allows of a series the first volume that the reader has not rated, and nothing else of it; books outside series, and
 * series without numbers, are allowed.
 */
export function firstUnreadOfSeries(
  order: SeriesOrder,
  rated: ReadonlySet<BookId>,
  ratedBooks: readonly ListedBook[],
): BookRule {
  // Another edition of a volume counts as read as well.
  const readVolumes = new Set(ratedBooks.map(({ seriesKey, volume }) => `${volume} ${seriesKey}`));
  const nextBySeries = new Map<string, BookId | undefined>();
  const nextOf = (seriesKey: string, volumes: readonly ListedBook[]) => {
    if (!nextBySeries.has(seriesKey)) {
      const next = volumes.find(
        ({ bookId, volume }) => !rated.has(bookId) && !readVolumes.has(`${volume} ${seriesKey}`),
      );
      nextBySeries.set(seriesKey, next?.bookId);
    }
    return nextBySeries.get(seriesKey);
  };
  return ({ bookId, seriesKey }) => {
    if (seriesKey === undefined) return true;
    const volumes = order.volumesOf(seriesKey);
    return volumes.length === 0 || nextOf(seriesKey, volumes) === bookId;
  };
}
