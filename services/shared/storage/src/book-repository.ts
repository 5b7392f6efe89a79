import type { Awaitable } from '@books/domain/awaitable';
import type { Book } from '@books/domain/book';
import type { BookId } from '@books/domain/ids';

export type SaveResult = { readonly outcome: 'created' | 'replaced' };

/** The catalogue. Books are never deleted, only merged: an id that was merged away leads to the canonical record. */
export type BookRepository = {
  /** The record with this id, or the one it was merged into; `undefined` when the id was never known. At once where it is in memory. */
  find(bookId: BookId): Awaitable<Book | undefined>;
  /** Several at once, under the ids asked for; ids that are not known are missing from the map. */
  findMany(bookIds: readonly BookId[]): Promise<ReadonlyMap<BookId, Book>>;
  /** The books that carry these ISBN-13s, under the ISBN asked for; one that no book carries is missing from the map. */
  findManyByIsbn(isbns: readonly string[]): Promise<ReadonlyMap<string, Book>>;
  save(book: Book): Promise<SaveResult>;
  /** From now on `from` leads to `to`. @throws DomainError not_found when `to` is not known */
  redirect(from: BookId, to: BookId): Promise<void>;
  /**
   * Books that were saved, and ids that were merged away, one by one at `time` or later, each once, in no particular
   * order; bulk loads are left out.
   * May lag behind by a moment. Costs what has changed and the days that have passed.
   */
  changedSince(time: Date): AsyncIterable<BookId>;
  /** Every canonical record, in no particular order. For building indexes, never on a request path. */
  all(): AsyncIterable<Book>;
};
