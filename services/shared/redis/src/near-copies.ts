/** A value that this process had from the cache or gave to it, and what it may be used by. */
export type NearCopy<T> = {
  readonly value: T;
  readonly generation: number;
  /** Milliseconds since the epoch. */
  readonly expiresAtMs: number;
};

/** Copies of cached values in this process, the least recently used going first. */
export type NearCopies<T> = {
  /** `undefined` when there is none or it has expired. */
  get(key: string): NearCopy<T> | undefined;
  set(key: string, copy: NearCopy<T>): void;
  delete(key: string): void;
};

/** @param maxEntries 0 keeps nothing */
export function createNearCopies<T>(maxEntries: number, now: () => Date): NearCopies<T> {
  // In the order of their last use.
  const copies = new Map<string, NearCopy<T>>();
  return {
    get(key) {
      const copy = copies.get(key);
      if (copy === undefined) return undefined;
      copies.delete(key);
      if (copy.expiresAtMs <= now().getTime()) return undefined;
      copies.set(key, copy);
      return copy;
    },
    set(key, copy) {
      copies.delete(key);
      copies.set(key, copy);
      if (copies.size > maxEntries) copies.delete(copies.keys().next().value ?? key);
    },
    delete: (key) => void copies.delete(key),
  };
}
