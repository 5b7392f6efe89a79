import type { GuardedCache } from '@books/cache/guarded-cache';
import type { BookId, UserId } from '@books/domain/ids';
import type { RatingStats } from '@books/domain/rating-stats';
import type { Clock } from '@books/service-kit/clock';
import type { RatingAudit } from '@books/storage/rating-audit';
import type { RatingRepository } from '@books/storage/rating-repository';
import { latestKey } from './cached-latest-ratings.ts';
import { statsKey } from './cached-stats.ts';
import { isFirst, READER_TTL_SECONDS, withRating, type LatestRatings } from './latest-ratings.ts';
import { held, whileHeld } from './while-held.ts';

export type HoldRatingsDeps = {
  readonly stats: Holding<RatingStats>;
  readonly latest: Holding<LatestRatings>;
  readonly now: Clock;
};

type Holding<T> = Pick<GuardedCache<T>, 'hold' | 'release'>;

/**
 * Ratings whose changes hold what is cached of them: the stats of their books, the newest ratings of their reader. A rating leaves
 * both in the cache as they are after it.
 */
export function holdRatings(
  ratings: RatingRepository,
  { stats, latest, now }: HoldRatingsDeps,
): RatingRepository {
  const holding = <Result>(
    userId: UserId,
    bookIds: readonly BookId[],
    change: () => Promise<Result>,
  ) => whileHeld([held(stats, bookIds.map(statsKey)), held(latest, [latestKey(userId)])], change);

  return {
    ...ratings,
    rate: async (rating) => {
      const [ofBook, ofReader] = [statsKey(rating.bookId), latestKey(rating.userId)];
      const [heldStats, heldLatest] = await Promise.all([
        stats.hold([ofBook]),
        latest.hold([ofReader]),
      ]);
      const found = heldLatest.before(ofReader);
      // Read by another process, whose clock may be another.
      const ageSeconds = found && Math.abs(now().getTime() - found.readAtMs) / 1000;
      const known = ageSeconds !== undefined && ageSeconds < READER_TTL_SECONDS ? found : undefined;
      // As in `whileHeld`: a rating that fails may still come through, and nothing is released.
      const result = await ratings.rate(rating, known && { isFirst: isFirst(known, rating) });
      const after = known && withRating(known, rating);
      await Promise.all([
        stats.release(heldStats, new Map([[ofBook, result.stats]])),
        latest.release(heldLatest, new Map(after ? [[ofReader, after]] : [])),
      ]);
      return result;
    },
    remove: (userId, bookId) => holding(userId, [bookId], () => ratings.remove(userId, bookId)),
    changeManyIf: (userId, changes, claim) =>
      holding(
        userId,
        changes.map(({ bookId }) => bookId),
        () => ratings.changeManyIf(userId, changes, claim),
      ),
  };
}

/** An audit whose repairs hold the stats as changes of ratings do. */
export function holdRepairs(audit: RatingAudit, stats: Holding<RatingStats>): RatingAudit {
  return {
    ...audit,
    audit: async (bookId) => {
      const found = await audit.audit(bookId);
      if (found.outcome !== 'mismatch') return found;
      const repair = () => whileHeld([held(stats, [statsKey(bookId)])], found.repair);
      return { ...found, repair };
    },
  };
}
