import type { Book } from '@books/domain/book';
import type { Alias } from '@books/storage/bulk-loader';
import type { BookRepository } from '@books/storage/book-repository';
import { MAX_REPORTED_BAD_ROWS, type LoadProgress, type LoadReport } from './load-into.ts';
import type { BadRow, Batch, Source } from './source.ts';

export type UpdateOptions = {
  readonly repository: Pick<BookRepository, 'find' | 'save' | 'redirect'>;
  readonly books: Source<Book>;
  /** Ids that lead to books; those that do so already are passed over. */
  readonly aliases: Source<Alias>;
  readonly onProgress?: (progress: LoadProgress) => void;
  readonly onBadRow?: (row: BadRow) => void;
  /** Ends the update between two batches. */
  readonly signal?: AbortSignal;
};

/** Records written at the same time: enough to hide the way to a store, few enough to let others through. */
const AT_A_TIME = 16;

/**
 * Brings a store that is in use up to date, record by record, as an administrator would: searches and lists learn of
 * each. Ratings stay. Running it twice, or again after it was ended early, leaves the same.
 *
 * @throws DomainError not_found or invalid_request when a source is of no use, before anything is written
 */
export async function updateStore(options: UpdateOptions): Promise<LoadReport> {
  const { repository, signal } = options;
  const bookBatches = await options.books();
  const aliasBatches = await options.aliases();
  const badRows: BadRow[] = [];
  const takeBadRow = (row: BadRow): void => {
    if (badRows.length < MAX_REPORTED_BAD_ROWS) badRows.push(row);
    options.onBadRow?.(row);
  };

  const updatePhase = async <Value>(
    phase: 'books' | 'aliases',
    batches: AsyncIterable<Batch<Value>>,
    /** @returns why it cannot be written; `undefined` when it was */
    write: (value: Value) => Promise<string | undefined>,
  ) => {
    let loaded = 0;
    let rejected = 0;
    for await (const batch of batches) {
      batch.badRows.forEach(takeBadRow);
      rejected += batch.badRows.length;
      for (let from = 0; from < batch.rows.length; from += AT_A_TIME) {
        signal?.throwIfAborted();
        const some = batch.rows.slice(from, from + AT_A_TIME);
        const reasons = await Promise.all(some.map(({ value }) => write(value)));
        reasons.forEach((reason, i) => {
          if (reason === undefined) loaded += 1;
          else {
            rejected += 1;
            takeBadRow({ file: batch.file, line: some[i]!.line, reason });
          }
        });
      }
      options.onProgress?.({
        phase,
        rows: loaded + rejected,
        fractionDone: batch.fractionRead,
      });
    }
    return { read: loaded + rejected, loaded, rejected };
  };

  const books = await updatePhase('books', bookBatches, async (book) => {
    await repository.save(book);
    return undefined;
  });
  const aliases = await updatePhase('aliases', aliasBatches, async ({ from, to }) => {
    const leadsTo = await repository.find(from);
    if (leadsTo?.book_id === to) return undefined;
    if ((await repository.find(to)) === undefined) return `there is no book ${to}`;
    await repository.redirect(from, to);
    return undefined;
  });
  return { books, aliases, ratings: { read: 0, loaded: 0, rejected: 0 }, badRows };
}
