import { STAR_STEPS, starStep } from './star-steps.ts';
import type { Stars } from './stars.ts';

/**
 * What is known of all ratings of one book. Everything is a whole number, so that adding and taking away in any
 * order gives the same value; the mean is derived.
 */
export type RatingStats = {
  readonly count: number;
  /** Sum of all ratings in half stars: 4.5 stars count 9. */
  readonly halfStarSum: number;
  /** Ratings for each of the nine {@link STAR_STEPS}, lowest first. */
  readonly histogram: readonly number[];
};

/** The stats of a book that nobody has rated. */
export const NO_RATINGS: RatingStats = {
  count: 0,
  halfStarSum: 0,
  histogram: STAR_STEPS.map(() => 0),
};

/** A change of one rating: what was there before and what is there now; `undefined` means no rating. */
export type RatingChange = {
  readonly before: Stars | undefined;
  readonly after: Stars | undefined;
};

/** The stats after one reader's rating went from `before` to `after`. */
export function applyRatingChange(
  stats: RatingStats,
  { before, after }: RatingChange,
): RatingStats {
  const histogram = [...stats.histogram];
  let { count, halfStarSum } = stats;
  if (before !== undefined) {
    histogram[starStep(before)]! -= 1;
    count -= 1;
    halfStarSum -= before * 2;
  }
  if (after !== undefined) {
    histogram[starStep(after)]! += 1;
    count += 1;
    halfStarSum += after * 2;
  }
  return { count, halfStarSum, histogram };
}

/** The stats of a list of ratings, in stars. */
export function statsOf(ratings: Iterable<Stars>): RatingStats {
  const histogram = STAR_STEPS.map(() => 0);
  let count = 0;
  let halfStarSum = 0;
  for (const stars of ratings) {
    histogram[starStep(stars)]! += 1;
    count += 1;
    halfStarSum += stars * 2;
  }
  return { count, halfStarSum, histogram };
}

/** The stats of several shards of one book taken together. */
export function mergeStats(shards: readonly RatingStats[]): RatingStats {
  const histogram = STAR_STEPS.map(() => 0);
  let count = 0;
  let halfStarSum = 0;
  for (const shard of shards) {
    count += shard.count;
    halfStarSum += shard.halfStarSum;
    shard.histogram.forEach((n, step) => (histogram[step]! += n));
  }
  return { count, halfStarSum, histogram };
}

/** Mean rating in stars, 1 to 5, rounded to three decimals; `null` when nobody has rated. */
export function averageRating(stats: RatingStats): number | null {
  if (stats.count === 0) return null;
  return Math.round((stats.halfStarSum / 2 / stats.count) * 1000) / 1000;
}

/**
 * The histogram as clients read it: keys `"1"`, `"1.5"` ... `"5"`. The five whole stars are always there, a half
 * star only when somebody gave it.
 */
export function ratingsDistribution(stats: RatingStats): Record<string, number> {
  const entries = STAR_STEPS.map((stars, step) => [stars, stats.histogram[step] ?? 0] as const)
    .filter(([stars, n]) => Number.isInteger(stars) || n > 0)
    .map(([stars, n]) => [String(stars), n] as const);
  return Object.fromEntries(entries);
}

/** Whether two books' ratings add up to the same. */
export function isSameStats(one: RatingStats, other: RatingStats): boolean {
  return (
    one.count === other.count &&
    one.halfStarSum === other.halfStarSum &&
    one.histogram.every((count, step) => count === other.histogram[step])
  );
}
