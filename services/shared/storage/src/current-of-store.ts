import { lastLoadedAtMs } from './bulk-loader.ts';
import type { SystemRecords } from './system-records.ts';

/** What is known of something made from the store before it is made. */
export type MadeFrom = {
  /** When the store began to be read for it: changes from then on may be missing. */
  readonly builtAt: Date;
  /** The bulk load that it was made after, as `lastLoadedAtMs` tells. */
  readonly loadedAtMs: number;
};

/** What is published, if it was made from what the store holds, and not from another store or before its last load. */
export async function currentOfStore<Manifest extends Pick<MadeFrom, 'loadedAtMs'>>(
  published: { current(): Promise<Manifest | undefined> },
  system: Pick<SystemRecords, 'read'>,
): Promise<Manifest | undefined> {
  const manifest = await published.current();
  if (manifest === undefined) return undefined;
  return manifest.loadedAtMs === (await lastLoadedAtMs(system)) ? manifest : undefined;
}
