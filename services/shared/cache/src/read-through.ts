import type { Awaitable } from '@books/domain/awaitable';
import type { CacheEntry, GenerationCache } from './generation-cache.ts';

export type CacheResult = 'hit' | 'miss' | 'error';

export type ReadThroughDeps<T> = {
  readonly cache: GenerationCache<T>;
  readonly ttlSeconds: number;
  /** Whether a cached value is still one to answer with; one that is not counts as absent. All are if not given. */
  readonly isCurrent?: (value: T) => boolean;
  /** How long ago a value was computed. If not given, none is computed anew before it has expired. */
  readonly ageSeconds?: (value: T) => number;
  /** Told once for each read. @param ageSeconds of the value of a hit, where ages are known */
  readonly onResult?: (result: CacheResult, ageSeconds?: number) => void;
  /** Told when a value was computed ahead of its expiry, or could not be. */
  readonly onAhead?: (outcome: 'ok' | 'failed') => void;
  /** Told when a fill failed; the value is answered all the same. */
  readonly onFillError?: (error: unknown) => void;
};

export type ReadThrough<T> = {
  /**
   * The cached value, at once where the cache is in this process, or what `compute` gives. Never fails because of the
   * cache.
   *
   * @throws what `compute` throws, by the promise
   */
  get(key: string, compute: () => Promise<T>): Awaitable<Found<T>>;
};

export type Found<T> = { readonly value: T; readonly cached: boolean };

/** From this share of its time on a value that is asked for is computed anew while it is answered with. */
const AHEAD_FROM = 0.8;

/**
 * Cache-aside with one computation at a time for a key and generation: whoever asks while it runs waits for it, but
 * who asks after an invalidation never gets a value computed before it. A value that expires soon is computed anew behind the
 * back of who asks, so that one who comes again and again never waits. The only place with hit and miss logic.
 */
export function createReadThrough<T>(deps: ReadThroughDeps<T>): ReadThrough<T> {
  const { cache, ttlSeconds, onResult, onAhead, onFillError } = deps;
  const { isCurrent = () => true, ageSeconds } = deps;
  const running = new Map<string, Promise<T>>();

  const computeAndFill = async (key: string, generation: number, compute: () => Promise<T>) => {
    const value = await compute();
    // Not awaited by the reader: a slow cache must not delay an answer that is there.
    cache.fill(key, value, generation, ttlSeconds).catch((error: unknown) => onFillError?.(error));
    return value;
  };

  /** Joins a computation that runs already. */
  const computeOnce = (key: string, generation: number, compute: () => Promise<T>) => {
    const flight = `${generation} ${key}`;
    let computation = running.get(flight);
    if (computation === undefined) {
      computation = computeAndFill(key, generation, compute).finally(() => running.delete(flight));
      running.set(flight, computation);
    }
    return computation;
  };

  const isRunning = (key: string, generation: number) => running.has(`${generation} ${key}`);

  const answer = (key: string, { value, generation }: CacheEntry<T>, compute: () => Promise<T>) => {
    if (value === undefined || !isCurrent(value)) {
      onResult?.('miss');
      return computeOnce(key, generation, compute).then(computed);
    }
    const age = ageSeconds?.(value);
    onResult?.('hit', age);
    if ((age ?? 0) >= ttlSeconds * AHEAD_FROM && !isRunning(key, generation)) {
      // Nobody waits for it, and when it fails the next one tries again until the value is gone.
      computeOnce(key, generation, compute).then(
        () => onAhead?.('ok'),
        () => onAhead?.('failed'),
      );
    }
    return { value, cached: true };
  };

  return {
    get(key, compute) {
      const withoutCache = () => {
        onResult?.('error');
        return compute().then(computed);
      };
      let entry: Awaitable<CacheEntry<T>>;
      try {
        entry = cache.read(key);
      } catch {
        return withoutCache();
      }
      if (!(entry instanceof Promise)) return answer(key, entry, compute);
      return entry.then((read) => answer(key, read, compute), withoutCache);
    },
  };
}

const computed = <T>(value: T): Found<T> => ({ value, cached: false });
