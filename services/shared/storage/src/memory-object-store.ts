import type { ObjectStore } from './object-store.ts';

/** Keeps objects in memory, for tests. */
export function createMemoryObjectStore(): ObjectStore {
  const objects = new Map<string, { bytes: Uint8Array<ArrayBuffer>; tag: string }>();
  let writes = 0;
  const put = (name: string, bytes: Uint8Array) => {
    writes += 1;
    objects.set(name, { bytes: Uint8Array.from(bytes), tag: String(writes) });
  };
  return {
    read: async (name) => objects.get(name),
    write: async (name, bytes) => put(name, bytes),
    async replace(name, bytes, tag) {
      if (objects.get(name)?.tag !== tag) return false;
      put(name, bytes);
      return true;
    },
    names: async () => [...objects.keys()].sort(),
    remove: async (name) => void objects.delete(name),
  };
}
