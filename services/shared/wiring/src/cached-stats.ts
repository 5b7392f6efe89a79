import { readGuarded, type GuardedReadDeps } from '@books/cache/guarded-read';
import type { BookId } from '@books/domain/ids';
import type { RatingStats } from '@books/domain/rating-stats';
import type { RatingRepository } from '@books/storage/rating-repository';
import { z } from 'zod';

const STEPS = 9;

/** Stats as they are cached. */
export const CachedStats = z.object({
  count: z.int().min(0),
  halfStarSum: z.int().min(0),
  histogram: z.array(z.int().min(0)).length(STEPS),
});

/** The key of a book's stats in the cache. */
export const statsKey = (bookId: BookId): string => `stats:${bookId}`;

/** Ratings whose stats come out of the cache where they are there. Changes must hold them: see `holdRatings`. */
export function cacheStats(
  ratings: RatingRepository,
  deps: GuardedReadDeps<RatingStats>,
): RatingRepository {
  const statsOf = async (
    bookIds: readonly BookId[],
    readMany: (bookIds: readonly BookId[]) => Promise<ReadonlyMap<BookId, RatingStats>>,
  ): Promise<ReadonlyMap<BookId, RatingStats>> => {
    const keys = new Map(bookIds.map((bookId) => [statsKey(bookId), bookId]));
    const stats = await readGuarded(deps, [...keys.keys()], async (missing) => {
      const read = await readMany(missing.map((key) => keys.get(key)!));
      return new Map([...read].map(([bookId, value]) => [statsKey(bookId), value]));
    });
    return new Map([...stats].map(([key, value]) => [keys.get(key)!, value]));
  };

  return {
    ...ratings,
    statsOf: (bookIds) => statsOf(bookIds, ratings.statsOf),
    stats: async (bookId) => {
      const readOne = async () => new Map([[bookId, await ratings.stats(bookId)]]);
      const stats = (await statsOf([bookId], readOne)).get(bookId);
      if (stats === undefined) throw new Error('a store tells of every book that it is asked for');
      return stats;
    },
  };
}
