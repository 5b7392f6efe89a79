import type { UserId } from '@books/domain/ids';
import type { ImportRow, ReaderImport } from '@books/domain/reader-import';

/** Something stored, and how often it has been written, from 1. */
export type Versioned<T> = { readonly value: T; readonly version: number };

/**
 * Files of ratings that readers have sent: an entry for each, and its rows in chunks of `ROWS_PER_CHUNK`. Rows carry what
 * was there before them, which makes them the journal that an import is undone from. Writes name the version that was
 * read, 0 for none; they give the new one, or `undefined` when somebody else was quicker, and then nothing is written.
 *
 * @throws DomainError conflict by every write for a reader who was erased
 */
export type ImportRepository = {
  find(userId: UserId, importId: string): Promise<Versioned<ReaderImport> | undefined>;
  /** Newest first. */
  list(userId: UserId): Promise<readonly ReaderImport[]>;
  save(userId: UserId, value: ReaderImport, knownVersion: number): Promise<number | undefined>;
  /** The rows of a chunk; `undefined` where there is none. */
  readRows(
    userId: UserId,
    importId: string,
    chunk: number,
  ): Promise<Versioned<readonly ImportRow[]> | undefined>;
  saveRows(
    userId: UserId,
    importId: string,
    chunk: number,
    rows: readonly ImportRow[],
    knownVersion: number,
  ): Promise<number | undefined>;
  /** Removes an import and its rows. */
  remove(userId: UserId, importId: string): Promise<void>;
};
