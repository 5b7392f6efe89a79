import type { GuardedCache } from '@books/cache/guarded-cache';
import { readGuarded, type GuardedReadDeps } from '@books/cache/guarded-read';
import { readerKey } from '@books/cache/reader-keys';
import type { UserId } from '@books/domain/ids';
import { NotInterestedScope } from '@books/domain/not-interested';
import type { ReaderItemRepository } from '@books/storage/reader-item-repository';
import { z } from 'zod';
import { held, whileHeld } from './while-held.ts';

/** What a reader does not want to see, as it is cached. */
export const CachedNotInterested = z.array(
  z.object({
    scope: NotInterestedScope,
    id: z.string(),
    addedAt: z.iso.datetime().transform((text) => new Date(text)),
  }),
);
export type CachedNotInterested = z.infer<typeof CachedNotInterested>;

/** The key of what a reader does not want in the cache. */
export const notInterestedKey = (userId: UserId): string => readerKey('not-interested', userId);

/** Items of readers whose changes hold what each of them does not want; nothing is read there. */
export function holdNotInterested(
  items: ReaderItemRepository,
  cache: Pick<GuardedCache<CachedNotInterested>, 'hold' | 'release'>,
): ReaderItemRepository {
  const holding = <Result>(userId: UserId, change: () => Promise<Result>) =>
    whileHeld([held(cache, [notInterestedKey(userId)])], change);
  return {
    ...items,
    addNotInterested: (userId, entry, claim) =>
      holding(userId, () => items.addNotInterested(userId, entry, claim)),
    removeNotInterested: (userId, key) =>
      holding(userId, () => items.removeNotInterested(userId, key)),
    takeBackNotInterested: (userId, entry, claim) =>
      holding(userId, () => items.takeBackNotInterested(userId, entry, claim)),
  };
}

/** Items as {@link holdNotInterested} makes them, whose lists come out of the cache where they are there. */
export function cacheNotInterested(
  items: ReaderItemRepository,
  deps: GuardedReadDeps<CachedNotInterested> & {
    readonly cache: GuardedCache<CachedNotInterested>;
  },
): ReaderItemRepository {
  return {
    ...holdNotInterested(items, deps.cache),
    listNotInterested: async (userId) => {
      const key = notInterestedKey(userId);
      const readOne = async () => new Map([[key, [...(await items.listNotInterested(userId))]]]);
      return (await readGuarded(deps, [key], readOne)).get(key)!;
    },
  };
}
