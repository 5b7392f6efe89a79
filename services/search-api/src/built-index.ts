import { readSnapshotInThread } from '@books/search-index/read-snapshot-in-thread';
import type { Segment } from '@books/search-index/segment';
import { currentOfStore } from '@books/storage/current-of-store';
import type { IndexSnapshots } from '@books/storage/index-snapshots';
import type { Store } from '@books/storage/store';

/** An index of all books as they were when it was built. */
export type BuiltIndex = {
  readonly version: string;
  /** Changes from then on may be missing. */
  readonly builtAt: Date;
  readonly segment: Segment;
};

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
  const manifest = await currentOfStore(snapshots, system);
  if (manifest === undefined) return undefined;
  const builtAt = new Date(manifest.builtAt);
  if (after !== undefined && builtAt <= after) return undefined;
  const segment = await readSnapshotInThread(await snapshots.open(manifest.version));
  return { version: manifest.version, builtAt, segment };
}
