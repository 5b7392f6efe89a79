import { indexDocument } from '@books/search/index-document';
import { readSnapshotInThread } from '@books/search-index/read-snapshot-in-thread';
import { SegmentBuilder } from '@books/search-index/segment-builder';
import type { Segment } from '@books/search-index/segment';
import { SnapshotError } from '@books/search-index/snapshot';
import type { Clock } from '@books/service-kit/clock';
import type { Logger } from '@books/service-kit/logger';
import { currentIndexOf, type IndexSnapshots } from '@books/storage/index-snapshots';
import type { Store } from '@books/storage/store';
import { indexedBooks } from './indexed-books.ts';

/** An index of all books as they were when it was built. */
export type BuiltIndex = {
  readonly version: string;
  /** Changes from then on may be missing. */
  readonly builtAt: Date;
  readonly segment: Segment;
};

export type FirstIndexDeps = {
  readonly snapshots: Pick<IndexSnapshots, 'current' | 'open'>;
  readonly store: Pick<Store, 'books' | 'ratings' | 'system'>;
  readonly clock: Clock;
  readonly logger: Logger;
};

/** The newest published index; where there is none that can be used, one that is built here and now. */
export async function firstIndex(deps: FirstIndexDeps): Promise<BuiltIndex> {
  const { snapshots, store, clock, logger } = deps;
  try {
    const published = await newestIndex(snapshots, store.system);
    if (published !== undefined) return published;
    logger.warn('no search index of this store is published, it is built from the store');
  } catch (error) {
    if (!(error instanceof SnapshotError)) throw error;
    logger.error({ err: error }, 'search index not usable, it is built from the store');
  }
  const builtAt = clock();
  const builder = new SegmentBuilder();
  for (const entry of await indexedBooks(store)) builder.add(indexDocument(entry));
  return { version: `own-${builtAt.toISOString()}`, builtAt, segment: builder.finish() };
}

/**
 * The newest published index of what the store holds.
 *
 * @param after when it was not built after this time it is none
 * @throws SnapshotError when its file cannot be used
 */
export async function newestIndex(
  snapshots: Pick<IndexSnapshots, 'current' | 'open'>,
  system: Pick<Store['system'], 'read'>,
  after?: Date,
): Promise<BuiltIndex | undefined> {
  const manifest = await currentIndexOf(snapshots, system);
  if (manifest === undefined) return undefined;
  const builtAt = new Date(manifest.builtAt);
  if (after !== undefined && builtAt <= after) return undefined;
  const segment = await readSnapshotInThread(await snapshots.open(manifest.version));
  return { version: manifest.version, builtAt, segment };
}
