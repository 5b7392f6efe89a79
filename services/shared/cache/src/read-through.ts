import type { GenerationCache } from './generation-cache.ts';

export type CacheResult = 'hit' | 'miss' | 'error';

export type ReadThroughDeps<T> = {
  readonly cache: GenerationCache<T>;
  readonly ttlSeconds: number;
  /** Whether a cached value is still one to answer with; one that is not counts as absent. All are if not given. */
  readonly isCurrent?: (value: T) => boolean;
  /** Told once for each read. */
  readonly onResult?: (result: CacheResult) => void;
  /** Told when a fill failed; the value is answered all the same. */
  readonly onFillError?: (error: unknown) => void;
};

export type ReadThrough<T> = {
  /** The cached value, or what `compute` gives. Never fails because of the cache. @throws what `compute` throws */
  get(key: string, compute: () => Promise<T>): Promise<{ value: T; cached: boolean }>;
};

/**
 * Cache-aside with one computation at a time for a key and generation: whoever asks while it runs waits for it, but
 * who asks after an invalidation never gets a value computed before it. The only place with hit and miss logic.
 */
export function createReadThrough<T>(deps: ReadThroughDeps<T>): ReadThrough<T> {
  const { cache, ttlSeconds, isCurrent = () => true, onResult, onFillError } = deps;
  const running = new Map<string, Promise<T>>();

  const computeAndFill = async (key: string, generation: number, compute: () => Promise<T>) => {
    const value = await compute();
    // Not awaited by the reader: a slow cache must not delay an answer that is there.
    cache.fill(key, value, generation, ttlSeconds).catch((error: unknown) => onFillError?.(error));
    return value;
  };

  return {
    async get(key, compute) {
      let entry;
      try {
        entry = await cache.read(key);
      } catch {
        onResult?.('error');
        return { value: await compute(), cached: false };
      }
      if (entry.value !== undefined && isCurrent(entry.value)) {
        onResult?.('hit');
        return { value: entry.value, cached: true };
      }
      onResult?.('miss');
      const flight = `${entry.generation} ${key}`;
      let computation = running.get(flight);
      if (computation === undefined) {
        computation = computeAndFill(key, entry.generation, compute).finally(() =>
          running.delete(flight),
        );
        running.set(flight, computation);
      }
      return { value: await computation, cached: false };
    },
  };
}
