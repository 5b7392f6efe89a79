import type { GuardedCache } from '@books/cache/guarded-cache';
import type { BookId, UserId } from '@books/domain/ids';
import type { RatingStats } from '@books/domain/rating-stats';
import type { Clock } from '@books/service-kit/clock';
import type { RatingAudit } from '@books/storage/rating-audit';
import type { RateResult, RatingRepository } from '@books/storage/rating-repository';
import { latestKey } from './cached-latest-ratings.ts';
import { statsKey } from './cached-stats.ts';
import { withRating, type LatestRatings } from './latest-ratings.ts';
import { held, whileHeld } from './while-held.ts';

export type HoldRatingsDeps = {
  readonly stats: Holding<RatingStats>;
  readonly latest: Holding<LatestRatings>;
  readonly now: Clock;
};

/**
 * Ratings that were read longer ago are not added to: should the cache have missed another's change, that would never end, since
 * each value lives for a minute.
 */
const ADDED_TO_MS = 60_000;

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
    rate: (rating) => {
      const [ofBook, ofReader] = [statsKey(rating.bookId), latestKey(rating.userId)];
      const heldStats = held<RatingStats, RateResult>(
        stats,
        [ofBook],
        (result) => new Map([[ofBook, result.stats]]),
      );
      const heldLatest = held<LatestRatings, RateResult>(latest, [ofReader], (_, before) => {
        const known = before.get(ofReader);
        const isYoung = known && now().getTime() - known.readAtMs < ADDED_TO_MS;
        const after = isYoung && withRating(known, rating);
        return new Map(after ? [[ofReader, after]] : []);
      });
      return whileHeld([heldStats, heldLatest], () => ratings.rate(rating));
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
