import { LRUCache } from 'lru-cache';
import type { GenerationCache } from './generation-cache.ts';

export type MemoryCacheOptions = {
  /** Most values kept; the least recently used goes first. */
  readonly maxEntries: number;
  readonly now: () => Date;
  /** See `GenerationCache`; 0 if not given. */
  readonly holdSeconds?: number;
};

type Slot<T> = { readonly value: T; readonly generation: number; readonly expiresAtMs: number };

/**
 * A cache inside the process, for `services/local` and tests: several processes would each have their own and answer
 * with stale lists.
 */
export function createMemoryGenerationCache<T>({
  maxEntries,
  now,
  holdSeconds = 0,
}: MemoryCacheOptions): GenerationCache<T> {
  const slots = new LRUCache<string, Slot<T>>({ max: maxEntries });
  // Generations outlive values: a fill that has been under way for long must still be refused.
  const generations = new LRUCache<string, number>({ max: maxEntries * 10 });
  const heldUntilMs = new LRUCache<string, number>({ max: maxEntries * 10 });
  // Begins where no forgotten generation has been, so that one dropped by the LRU is never taken for the current one.
  let lastGeneration = 0;
  const generationOf = (key: string): number => {
    const known = generations.get(key);
    if (known !== undefined) return known;
    lastGeneration += 1;
    generations.set(key, lastGeneration);
    return lastGeneration;
  };
  return {
    read(key) {
      const nowMs = now().getTime();
      // Gone with an invalidation, so that a key that is held has none.
      const slot = slots.get(key);
      if (slot !== undefined && slot.expiresAtMs > nowMs) return slot;
      if ((heldUntilMs.get(key) ?? 0) > nowMs) {
        // Not kept, so that no fill can name it.
        lastGeneration += 1;
        return { generation: lastGeneration };
      }
      return { generation: generationOf(key) };
    },
    async fill(key, value, generation, ttlSeconds) {
      // A value that is there still has not been invalidated, however long ago its generation was last looked up.
      const isCurrent =
        generations.get(key) === generation || slots.peek(key)?.generation === generation;
      if (!isCurrent) return false;
      slots.set(key, { value, generation, expiresAtMs: now().getTime() + ttlSeconds * 1000 });
      return true;
    },
    async invalidate(key) {
      slots.delete(key);
      generations.delete(key);
      if (holdSeconds > 0) heldUntilMs.set(key, now().getTime() + holdSeconds * 1000);
    },
  };
}
