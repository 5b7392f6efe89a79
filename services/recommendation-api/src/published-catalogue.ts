import type { CatalogueSnapshots } from '@books/storage/catalogue-snapshots';
import { currentOfStore } from '@books/storage/current-of-store';
import type { SystemRecords } from '@books/storage/system-records';
import { loadCatalogue, type Catalogue } from './catalogue.ts';

export type PublishedCatalogue = {
  readonly catalogue: Catalogue;
  /** Changes from then on may be missing. */
  readonly builtAt: Date;
};

/**
 * The books of the newest published copy; `undefined` when there is none of what the store holds.
 *
 * @throws DomainError when its file cannot be read
 */
export async function readPublishedCatalogue(
  catalogues: Pick<CatalogueSnapshots, 'current' | 'read'>,
  system: Pick<SystemRecords, 'read'>,
): Promise<PublishedCatalogue | undefined> {
  const manifest = await currentOfStore(catalogues, system);
  if (manifest === undefined) return undefined;
  const catalogue = await loadCatalogue(catalogues.read(manifest));
  return { catalogue, builtAt: new Date(manifest.builtAt) };
}
