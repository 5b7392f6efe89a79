import { DomainError } from '@books/domain/errors';
import { z } from 'zod';
import type { IndexSnapshots } from './index-snapshots.ts';
import type { FileObjectStore } from './object-store.ts';
import { publishedObjects } from './published-object.ts';

const Manifest = z.object({
  version: z.string().min(1),
  builtAt: z.iso.datetime(),
  loadedAtMs: z.int(),
  sizeBytes: z.int().min(0),
});

/** Built indexes in an object store that holds nothing else. */
export function createObjectIndexSnapshots(objects: FileObjectStore): IndexSnapshots {
  const published = publishedObjects(objects, { kind: 'index', manifest: Manifest });
  return {
    current: published.current,
    publish: (version, write, { builtAt, loadedAtMs }) =>
      published.publish(version, async (name) => ({
        version,
        builtAt: builtAt.toISOString(),
        loadedAtMs,
        sizeBytes: await objects.writeFile(name, write),
      })),
    async open(version) {
      const path = await objects.openFile(published.nameOf(version));
      if (path === undefined) throw new DomainError('not_found', `no index has version ${version}`);
      return path;
    },
  };
}
