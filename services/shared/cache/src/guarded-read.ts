import type { GuardedCache } from './guarded-cache.ts';
import type { CacheResult } from './read-through.ts';

export type GuardedReadDeps<T> = {
  readonly cache: Pick<GuardedCache<T>, 'read' | 'fill'>;
  /** Told of each read: how many values were there, and how many were not or could not be asked for. */
  readonly onResult?: ((result: CacheResult, count: number) => void) | undefined;
};

/**
 * Values from a guarded cache, and from the store where they are missing, which the cache then has. A cache that is away costs
 * a read of the store.
 *
 * @param keys each once
 * @param readMany reads in the store; what it does not give is not there
 */
export async function readGuarded<T>(
  { cache, onResult }: GuardedReadDeps<T>,
  keys: readonly string[],
  readMany: (keys: readonly string[]) => Promise<ReadonlyMap<string, T>>,
): Promise<ReadonlyMap<string, T>> {
  let cached;
  try {
    cached = await cache.read(keys);
  } catch {
    onResult?.('error', keys.length);
    return readMany(keys);
  }
  const { values, mayFill, permit } = cached;
  onResult?.('hit', values.size);
  const missing = keys.filter((key) => !values.has(key));
  if (missing.length === 0) return values;
  onResult?.('miss', missing.length);
  const read = await readMany(missing);
  const fills = new Map([...read].filter(([key]) => mayFill.has(key)));
  // Not awaited: a slow cache must not delay an answer that is there. Its metrics tell of a failure.
  cache.fill(permit, fills).catch(() => {});
  return new Map([...values, ...read]);
}
