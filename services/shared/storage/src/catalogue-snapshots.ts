import type { Book } from '@books/domain/book';
import type { MadeFrom } from './current-of-store.ts';

/** What is told of a snapshot of the catalogue beside its file. */
export type CatalogueManifest = {
  /** Sorts after every earlier version. */
  readonly version: string;
  /** ISO 8601: changes from then on may be missing. */
  readonly builtAt: string;
  /** See {@link MadeFrom}. */
  readonly loadedAtMs: number;
  readonly bookCount: number;
  readonly sizeBytes: number;
};

/**
 * Keeps copies of the whole catalogue for those who need all of it in memory, so that they need not scan the store. A
 * snapshot is immutable; the newest published one is current, the one before is kept for those who are still reading it.
 */
export type CatalogueSnapshots = {
  /**
   * Writes all books and then makes the snapshot the current one: whoever is killed in between publishes nothing.
   *
   * @throws DomainError conflict when `version` is not newer than the current one, and what `books` throws
   */
  publish(version: string, books: AsyncIterable<Book>, facts: MadeFrom): Promise<CatalogueManifest>;
  /** The newest snapshot; `undefined` before the first one. */
  current(): Promise<CatalogueManifest | undefined>;
  /**
   * All books of a snapshot, in the order they were written. Holds a few of them at a time.
   *
   * @throws DomainError not_found for one that is not kept, unavailable when its file is damaged: what was read until
   *   then is not to be used
   */
  read(manifest: CatalogueManifest): AsyncIterable<Book>;
};
