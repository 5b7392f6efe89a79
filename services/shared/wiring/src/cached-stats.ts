import type { GuardedCache } from '@books/cache/guarded-cache';
import type { CacheResult } from '@books/cache/read-through';
import type { BookId } from '@books/domain/ids';
import type { RatingStats } from '@books/domain/rating-stats';
import type { RatingAudit } from '@books/storage/rating-audit';
import type { RateResult, RatingRepository } from '@books/storage/rating-repository';
import { z } from 'zod';

export type CachedStatsDeps = {
  readonly cache: GuardedCache<RatingStats>;
  /** Told of each read: how many books' stats were there, and how many were not or could not be asked for. */
  readonly onResult?: (result: CacheResult, count: number) => void;
};

const STEPS = 9;

/** Stats as they are cached. */
export const CachedStats = z.object({
  count: z.int().min(0),
  halfStarSum: z.int().min(0),
  histogram: z.array(z.int().min(0)).length(STEPS),
});

/** The key of a book's stats in the cache. */
export const statsKey = (bookId: BookId): string => `stats:${bookId}`;

/**
 * Ratings whose changes hold the stats of their books in the cache: whoever reads there after a change was answered finds none
 * from before it, whatever dies in between. Stats themselves are read in the store.
 */
export function holdStats(
  ratings: RatingRepository,
  cache: Pick<GuardedCache<RatingStats>, 'hold' | 'release'>,
): RatingRepository {
  const holding = createHolding(cache);
  return {
    ...ratings,
    rate: (rating) => {
      const told = ({ stats }: RateResult) => new Map([[statsKey(rating.bookId), stats]]);
      return holding([rating.bookId], () => ratings.rate(rating), told);
    },
    remove: (userId, bookId) => holding([bookId], () => ratings.remove(userId, bookId)),
    changeManyIf: (userId, changes, claim) =>
      holding(
        changes.map(({ bookId }) => bookId),
        () => ratings.changeManyIf(userId, changes, claim),
      ),
  };
}

/** Ratings as {@link holdStats} makes them, whose stats come out of the cache where they are there. */
export function cacheStats(ratings: RatingRepository, deps: CachedStatsDeps): RatingRepository {
  const { cache, onResult } = deps;

  const statsOf = async (
    bookIds: readonly BookId[],
    readMany: (bookIds: readonly BookId[]) => Promise<ReadonlyMap<BookId, RatingStats>>,
  ): Promise<ReadonlyMap<BookId, RatingStats>> => {
    const distinct = [...new Set(bookIds)];
    let cached;
    try {
      cached = await cache.read(distinct.map(statsKey));
    } catch {
      onResult?.('error', distinct.length);
      return readMany(distinct);
    }
    const { values, mayFill, permit } = cached;
    const stats = new Map<BookId, RatingStats>();
    for (const bookId of distinct) {
      const value = values.get(statsKey(bookId));
      if (value !== undefined) stats.set(bookId, value);
    }
    onResult?.('hit', stats.size);
    const missing = distinct.filter((bookId) => !stats.has(bookId));
    if (missing.length === 0) return stats;
    onResult?.('miss', missing.length);
    const read = await readMany(missing);
    const fills = new Map<string, RatingStats>();
    for (const [bookId, value] of read) {
      stats.set(bookId, value);
      if (mayFill.has(statsKey(bookId))) fills.set(statsKey(bookId), value);
    }
    // Not awaited: a slow cache must not delay an answer that is there. Its metrics tell of a failure.
    cache.fill(permit, fills).catch(() => {});
    return stats;
  };

  return {
    ...holdStats(ratings, cache),
    statsOf: (bookIds) => statsOf(bookIds, ratings.statsOf),
    stats: async (bookId) => {
      const readOne = async () => new Map([[bookId, await ratings.stats(bookId)]]);
      const stats = (await statsOf([bookId], readOne)).get(bookId);
      if (stats === undefined) throw new Error('a store tells of every book that it is asked for');
      return stats;
    },
  };
}

/** An audit whose repairs hold the stats as changes of ratings do. */
export function holdRepairs(
  audit: RatingAudit,
  cache: Pick<GuardedCache<RatingStats>, 'hold' | 'release'>,
): RatingAudit {
  const holding = createHolding(cache);
  return {
    ...audit,
    audit: async (bookId) => {
      const found = await audit.audit(bookId);
      return found.outcome === 'mismatch'
        ? { ...found, repair: () => holding([bookId], found.repair) }
        : found;
    },
  };
}

function createHolding(cache: Pick<GuardedCache<RatingStats>, 'hold' | 'release'>) {
  return async <Result>(
    bookIds: readonly BookId[],
    change: () => Promise<Result>,
    /** Stats that the change has read after it was made. */
    told?: (result: Result) => ReadonlyMap<string, RatingStats>,
  ): Promise<Result> => {
    const hold = await cache.hold([...new Set(bookIds)].map(statsKey));
    // A change that fails may still come through, so its hold is left to end by itself.
    const result = await change();
    await cache.release(hold, told?.(result));
    return result;
  };
}
