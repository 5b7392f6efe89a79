import type { Awaitable } from '@books/domain/awaitable';

/** A value of a key, if there is one, and the key's generation at that moment. */
export type CacheEntry<T> = { readonly value?: T; readonly generation: number };

/**
 * A cache that cannot be filled with what was true before an invalidation: a fill names the generation that was read
 * before its facts were, and is dropped when the key has been invalidated since. Every method may fail (the cache
 * may be away); callers go through {@link file://./read-through.ts}.
 *
 * A cache may be made to hold a key for some seconds after its invalidation: it has no value then and takes none. So an
 * invalidation counts also when it is sent before the change that it is about is stored, if that happens in the time.
 */
export type GenerationCache<T> = {
  /** At once where the cache is in this process. */
  read(key: string): Awaitable<CacheEntry<T>>;
  /** Stores unless the key was invalidated after `generation` was read; true when it was stored. */
  fill(key: string, value: T, generation: number, ttlSeconds: number): Promise<boolean>;
  /** Forgets the value and begins the key's next generation. */
  invalidate(key: string): Promise<void>;
};
