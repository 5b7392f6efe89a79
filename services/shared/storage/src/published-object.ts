import { DomainError } from '@books/domain/errors';
import type { z } from 'zod';
import type { ObjectStore } from './object-store.ts';

/** The object that says which one is in service. */
const POINTER = 'current.json';

/** What every pointer says, whatever it says beside it. */
type Pointer = { readonly version: string };

/**
 * Objects of which one is in service and the one before is kept. A pointer leads to the current one; it is written last
 * and only over the pointer that was there when the publishing began, so that of two publishers one is refused.
 */
export type PublishedObjects<Manifest extends Pointer> = {
  /** What is told of the current object; `undefined` before the first one. */
  current(): Promise<Manifest | undefined>;
  /**
   * Stores an object and then points to it: whoever is killed in between publishes nothing.
   *
   * @param store stores the object under the name that it is given and tells what the pointer is to say of it
   * @throws DomainError conflict when `version` is not newer than the current one, or somebody else was quicker
   */
  publish(version: string, store: (name: string) => Promise<Manifest>): Promise<Manifest>;
  nameOf(version: string): string;
};

export function publishedObjects<Schema extends z.ZodType<Pointer>>(
  objects: ObjectStore,
  { kind, manifest: schema }: { readonly kind: string; readonly manifest: Schema },
): PublishedObjects<z.infer<Schema>> {
  const nameOf = (version: string) => `${kind}-${version}.bin`;
  const isOfKind = (name: string) => name.startsWith(`${kind}-`) && name.endsWith('.bin');

  const readPointer = async () => {
    const stored = await objects.read(POINTER);
    return { tag: stored?.tag, manifest: stored && parsePointer(stored.bytes, schema) };
  };

  return {
    nameOf,
    current: async () => (await readPointer()).manifest,
    async publish(version, store) {
      const before = await readPointer();
      if (before.manifest !== undefined && before.manifest.version >= version) {
        throw new DomainError(
          'conflict',
          `${kind} ${before.manifest.version} is not older than ${version}`,
        );
      }
      const manifest = await store(nameOf(version));
      const pointer = new TextEncoder().encode(JSON.stringify(manifest, null, 2));
      if (!(await objects.replace(POINTER, pointer, before.tag))) {
        await objects.remove(nameOf(version));
        throw new DomainError('conflict', `another ${kind} was published during ${version}`);
      }
      // The one before stays for those who are still reading it, and to go back to.
      const kept = new Set([version, before.manifest?.version].map((kept) => kept && nameOf(kept)));
      for (const name of await objects.names()) {
        if (isOfKind(name) && !kept.has(name)) await objects.remove(name);
      }
      return manifest;
    },
  };
}

/** A pointer that another release wrote, or nobody, counts as none: whoever needs what it points to makes it anew. */
function parsePointer<Schema extends z.ZodType>(
  bytes: Uint8Array,
  schema: Schema,
): z.infer<Schema> | undefined {
  try {
    return schema.safeParse(JSON.parse(new TextDecoder().decode(bytes))).data;
  } catch {
    return undefined; // not even JSON
  }
}
