import { createHash } from 'node:crypto';
import { DomainError } from '@books/domain/errors';
import { z } from 'zod';
import type { ModelStore } from './model-store.ts';
import type { ObjectStore } from './object-store.ts';
import { publishedObjects } from './published-object.ts';

const Manifest = z.object({
  version: z.string().min(1),
  createdAt: z.string().min(1),
  sizeBytes: z.int().min(0),
  sha256: z.string().length(64),
});

/** Models in an object store that holds nothing else. */
export function createObjectModelStore(objects: ObjectStore): ModelStore {
  const published = publishedObjects(objects, { kind: 'model', manifest: Manifest });
  return {
    current: published.current,
    publish: (version, bytes, createdAt) =>
      published.publish(version, async (name) => {
        await objects.write(name, bytes);
        return {
          version,
          createdAt: createdAt.toISOString(),
          sizeBytes: bytes.byteLength,
          sha256: sha256(bytes),
        };
      }),
    async read(version) {
      const stored = await objects.read(published.nameOf(version));
      if (stored === undefined)
        throw new DomainError('not_found', `no model has version ${version}`);
      const manifest = await published.current();
      if (manifest?.version === version && manifest.sha256 !== sha256(stored.bytes)) {
        throw new DomainError('unavailable', `the file of model ${version} is damaged`);
      }
      return stored.bytes;
    },
  };
}

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
