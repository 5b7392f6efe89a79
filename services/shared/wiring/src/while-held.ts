import type { GuardedCache } from '@books/cache/guarded-cache';

/** Keys of one cache that a change concerns. */
export type Held = {
  /** Holds them. @returns releases them */
  begin(): Promise<() => Promise<void>>;
};

export function held<T>(
  cache: Pick<GuardedCache<T>, 'hold' | 'release'>,
  keys: readonly string[],
): Held {
  return {
    begin: async () => {
      const hold = await cache.hold([...new Set(keys)]);
      return () => cache.release(hold);
    },
  };
}

/**
 * Makes a change while all that it concerns is held: whoever reads there after it was answered finds nothing from before it,
 * whatever dies in between. A change that fails may still come through, so its holds are left to end by themselves.
 */
export async function whileHeld<Result>(
  holds: readonly Held[],
  change: () => Promise<Result>,
): Promise<Result> {
  const releases = await Promise.all(holds.map(({ begin }) => begin()));
  const result = await change();
  await Promise.all(releases.map((release) => release()));
  return result;
}
