import type { MadeFrom } from './current-of-store.ts';

/** What is told of a built index beside its file. */
export type IndexManifest = {
  /** Sorts after every earlier version. */
  readonly version: string;
  /** When the store began to be read for it, ISO 8601: changes from then on may be missing. */
  readonly builtAt: string;
  /** The bulk load that it was built after, as `lastLoadedAtMs` tells: what is indexed of another load is not there. */
  readonly loadedAtMs: number;
  readonly sizeBytes: number;
};

/**
 * Keeps built search indexes, which are files that are read whole. An index is immutable; the newest published one is
 * current, the one before is kept for those who are still reading it.
 */
export type IndexSnapshots = {
  /**
   * Has `write` make the file and then makes it the current one: whoever is killed in between publishes nothing.
   *
   * @param write makes a file at the path that it is given; when it fails nothing is published
   * @throws DomainError conflict when `version` is not newer than the current one
   */
  publish(
    version: string,
    write: (path: string) => Promise<void> | void,
    facts: MadeFrom,
  ): Promise<IndexManifest>;
  /** The newest index; `undefined` before the first one. */
  current(): Promise<IndexManifest | undefined>;
  /** The path of a local file with this index. @throws DomainError not_found for a version that is not kept */
  open(version: string): Promise<string>;
};
