import type { Book } from '@books/domain/book';
import { DomainError } from '@books/domain/errors';
import type { BookId } from '@books/domain/ids';
import type { Rating } from '@books/domain/rating';
import type { Alias, BulkLoader } from '@books/storage/bulk-loader';
import type { BadRow, Batch, Source } from './source.ts';

export type LoadProgress = {
  readonly phase: 'books' | 'aliases' | 'ratings' | 'stats';
  /** Rows read in this phase, good and bad. */
  readonly rows: number;
  /** How much of the phase is done, 0 to 1. */
  readonly fractionDone: number;
};

export type LoadOptions = {
  readonly loader: BulkLoader;
  readonly books: Source<Book>;
  /** Ids that lead to books. */
  readonly aliases?: Source<Alias>;
  readonly ratings: Source<Rating>;
  /** Removes what the store holds first; without it a store that is not empty is left alone. */
  readonly replace?: boolean;
  readonly onProgress?: (progress: LoadProgress) => void;
  /** Called for every row that is left out. */
  readonly onBadRow?: (row: BadRow) => void;
  /** Ends the load between two batches. */
  readonly signal?: AbortSignal;
};

export type RowCounts = {
  readonly read: number;
  readonly loaded: number;
  readonly rejected: number;
};

export type LoadReport = {
  readonly books: RowCounts;
  readonly aliases: RowCounts;
  /** Of several ratings of one reader and book all count as loaded; the last one stays. */
  readonly ratings: RowCounts;
  /** The first {@link MAX_REPORTED_BAD_ROWS} rows that were left out. */
  readonly badRows: readonly BadRow[];
};

export const MAX_REPORTED_BAD_ROWS = 20;

/** A source without rows. */
export const NOTHING: Source<never> = async () => (async function* () {})();

/**
 * Fills a store with a catalogue and its ratings. Rows that cannot be loaded are reported and left out; they never
 * end the load. A load that was ended early leaves a store without stats: run it again with `replace`.
 *
 * @throws DomainError conflict when the store is not empty and `replace` is not set; not_found or invalid_request when
 *   a source is of no use, before anything is removed
 * @throws the signal's reason when it was aborted
 */
export async function loadInto(options: LoadOptions): Promise<LoadReport> {
  const { loader, replace = false, onProgress, onBadRow, signal } = options;
  if (!replace && !(await loader.isEmpty())) {
    throw new DomainError('conflict', 'the store already holds books or ratings');
  }
  const bookBatches = await options.books();
  const aliasBatches = await (options.aliases ?? NOTHING)();
  const ratingBatches = await options.ratings();
  if (replace) await loader.clear();

  const reportedBadRows: BadRow[] = [];
  const takeBadRow = (row: BadRow): void => {
    if (reportedBadRows.length < MAX_REPORTED_BAD_ROWS) reportedBadRows.push(row);
    onBadRow?.(row);
  };
  const bookIds = new Set<BookId>();

  const loadPhase = async <Value>(
    phase: 'books' | 'aliases' | 'ratings',
    batches: AsyncIterable<Batch<Value>>,
    /** Why this good row cannot be loaded all the same; `undefined` when it can. */
    findObstacle: (value: Value) => string | undefined,
    put: (values: readonly Value[]) => Promise<void>,
  ): Promise<RowCounts> => {
    let loaded = 0;
    let rejected = 0;
    for await (const batch of batches) {
      signal?.throwIfAborted();
      const values: Value[] = [];
      const badRows = [...batch.badRows];
      for (const { line, value } of batch.rows) {
        const reason = findObstacle(value);
        if (reason === undefined) values.push(value);
        else badRows.push({ file: batch.file, line, reason });
      }
      badRows.sort((a, b) => a.line - b.line).forEach(takeBadRow);
      if (values.length > 0) await put(values);
      loaded += values.length;
      rejected += badRows.length;
      onProgress?.({ phase, rows: loaded + rejected, fractionDone: batch.fractionRead });
    }
    return { read: loaded + rejected, loaded, rejected };
  };

  const books = await loadPhase(
    'books',
    bookBatches,
    ({ book_id }) => {
      if (bookIds.has(book_id)) return `book_id ${book_id} occurs more than once`;
      bookIds.add(book_id);
      return undefined;
    },
    (values) => loader.putBooks(values),
  );
  const aliases = await loadPhase(
    'aliases',
    aliasBatches,
    ({ from, to }) => {
      if (bookIds.has(from)) return `${from} is a book itself`;
      return bookIds.has(to) ? undefined : `there is no book ${to}`;
    },
    (values) => loader.putAliases(values),
  );
  const ratings = await loadPhase(
    'ratings',
    ratingBatches,
    ({ bookId }) => (bookIds.has(bookId) ? undefined : `there is no book ${bookId}`),
    (values) => loader.putRatings(values),
  );

  onProgress?.({ phase: 'stats', rows: ratings.loaded, fractionDone: 0 });
  await loader.finish();
  onProgress?.({ phase: 'stats', rows: ratings.loaded, fractionDone: 1 });
  return { books, aliases, ratings, badRows: reportedBadRows };
}
