import type { GuardedCache, Hold } from '@books/cache/guarded-cache';

/** Keys of one cache that a change concerns. */
export type Held<Result> = {
  /** Holds them. @returns releases them, told what came of the change */
  begin(): Promise<(result: Result) => Promise<void>>;
};

/**
 * @param told values after the change, as the change has read them or as they follow from what the cache had before it
 */
export function held<T, Result>(
  cache: Pick<GuardedCache<T>, 'hold' | 'release'>,
  keys: readonly string[],
  told?: (result: Result, before: Hold<T>['before']) => ReadonlyMap<string, T>,
): Held<Result> {
  return {
    begin: async () => {
      const hold = await cache.hold([...new Set(keys)]);
      return (result) => cache.release(hold, told?.(result, hold.before));
    },
  };
}

/**
 * Makes a change while all that it concerns is held: whoever reads there after it was answered finds nothing from before it,
 * whatever dies in between. A change that fails may still come through, so its holds are left to end by themselves.
 */
export async function whileHeld<Result>(
  holds: readonly Held<Result>[],
  change: () => Promise<Result>,
): Promise<Result> {
  const releases = await Promise.all(holds.map(({ begin }) => begin()));
  const result = await change();
  await Promise.all(releases.map((release) => release(result)));
  return result;
}
