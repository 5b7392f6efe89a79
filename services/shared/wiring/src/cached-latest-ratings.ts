import { readGuarded, type GuardedReadDeps } from '@books/cache/guarded-read';
import { readerKey } from '@books/cache/reader-keys';
import type { UserId } from '@books/domain/ids';
import type { Clock } from '@books/service-kit/clock';
import type { RatingRepository } from '@books/storage/rating-repository';
import { firstPage, LATEST, latestOf, type LatestRatings } from './latest-ratings.ts';

/** The key of a reader's newest ratings in the cache. */
export const latestKey = (userId: UserId): string => readerKey('latest', userId);

/**
 * Ratings whose lists of a reader come out of the cache where they are there: the first page, and the number where all are known.
 * Changes must hold them: see `holdRatings`.
 */
export function cacheLatestRatings(
  ratings: RatingRepository,
  deps: GuardedReadDeps<LatestRatings> & { readonly now: Clock },
): RatingRepository {
  const latest = async (userId: UserId): Promise<LatestRatings> => {
    const key = latestKey(userId);
    const readOne = async () => {
      const readAt = deps.now();
      const page = await ratings.listByUser(userId, { limit: LATEST });
      return new Map([[key, latestOf(page, readAt)]]);
    };
    return (await readGuarded(deps, [key], readOne)).get(key)!;
  };

  return {
    ...ratings,
    listByUser: async (userId, page) =>
      page.cursor === undefined && page.limit <= LATEST
        ? firstPage(await latest(userId), userId, page.limit)
        : ratings.listByUser(userId, page),
    countByUser: async (userId) => {
      const { rows, isAll } = await latest(userId);
      return isAll ? rows.length : ratings.countByUser(userId);
    },
  };
}
