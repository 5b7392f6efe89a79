import type { BookId } from '@books/domain/ids';
import type { IndexedBook } from '@books/search/search-engine';
import type { IndexFacts } from './index-definition.ts';

export type IndexBuild = {
  /** What is noted of the index; an unfinished build of the same load is gone on with, and keeps its own note. */
  readonly facts: IndexFacts;
  /** Every book of the store, read when it is asked for. */
  readonly books: () => AsyncIterable<IndexedBook> | Iterable<IndexedBook>;
  /** Books that may have changed since a time, and what the store says of one: applied before the index is taken into service. */
  readonly changedSince: (time: Date) => AsyncIterable<BookId> | Iterable<BookId>;
  readonly read: (bookId: BookId) => Promise<IndexedBook | undefined>;
  readonly signal: AbortSignal;
  /** Told now and then how many books have been gone through. */
  readonly onProgress?: (books: number) => void;
};

export type BuiltIndexes = {
  /** The index in service from now on. */
  readonly name: string;
  readonly version: string;
  /** Books gone through, and those of them that an unfinished build had not left there already. */
  readonly books: number;
  readonly added: number;
};

/**
 * Builds an index beside the one in service and puts it in its place.
 *
 * From its first moment an index that is being built has the alias `{alias}-next`, so that followers of changes write
 * to it as well; the build itself only adds books that nobody has written yet. Whoever is killed leaves it there, and
 * the next build goes on with it: reading the store again is cheap beside indexing.
 */
export type IndexBuilder = {
  /** @throws DomainError unavailable when the cluster is away */
  build(build: IndexBuild): Promise<BuiltIndexes>;
  /** The note of the index in service; `undefined` when there is none. */
  inService(): Promise<IndexFacts | undefined>;
  /** Names of the indexes that changes are to be written to. */
  targets(): Promise<readonly string[]>;
};
