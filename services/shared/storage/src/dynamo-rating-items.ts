import type { BookId, UserId } from '@books/domain/ids';
import type { Rating } from '@books/domain/rating';
import { mergeStats, type RatingStats } from '@books/domain/rating-stats';
import { STAR_STEPS } from '@books/domain/star-steps';
import { number, text, type Item } from './dynamo-items.ts';

/**
 * The shard of a book's stats in which everybody is counted, until readers of the book meet there. Then it is marked, and
 * who meets others is counted in one of the {@link FURTHER_SHARDS}. The stats are the sum of all; which part of them
 * stands where means nothing, and a shard may even be below zero.
 */
export const FIRST_SHARD = 0;
/** More of them take more ratings a second and cost more to read. */
export const FURTHER_SHARDS: readonly number[] = [1, 2, 3];
/** On the first shard, and never taken away: the book has further ones. */
export const HAS_FURTHER_SHARDS = 'has_further_shards';

/** A stored rating, with what tells whether it is still the one that was read. */
export type VersionedRating = {
  readonly rating: Rating;
  /** How often it has been written since it was given, from 1. */
  readonly version: number;
  /** Which change wrote it; absent for one that was loaded. */
  readonly changeId?: string;
};

export function ratingItem(
  rating: Rating,
  { version, changeId }: Omit<VersionedRating, 'rating'>,
): Item {
  const { userId, bookId, stars, ratedAt } = rating;
  return {
    user_id: userId,
    book_id: bookId,
    half_stars: stars * 2,
    rated_at: ratedAt.toISOString(),
    rated_at_book_id: timeKey(ratedAt.getTime(), bookId),
    rated_at_user_id: timeKey(ratedAt.getTime(), userId),
    version,
    ...(changeId !== undefined && { change_id: changeId }),
  };
}

/** A rating from the table. */
export function versionedRating(item: Item): VersionedRating {
  return {
    rating: ratingFromItem(item),
    version: number(item, 'version'),
    ...('change_id' in item && { changeId: text(item, 'change_id') }),
  };
}

/** A rating from the table or one of its indexes. Its ids were checked when they were written, hence the two casts. */
export function ratingFromItem(item: Item): Rating {
  return {
    userId: text(item, 'user_id') as UserId,
    bookId: text(item, 'book_id') as BookId,
    stars: number(item, 'half_stars') / 2,
    ratedAt: new Date(text(item, 'rated_at')),
  };
}

const EARLIEST = Date.parse('0000-01-01T00:00:00.000Z');
const LATEST = Date.parse('9999-12-31T23:59:59.999Z');

/**
 * Sorts by time, then by id: the place of a rating in a list.
 *
 * @param time milliseconds since 1970; beyond the years 0 to 9999, where a made-up cursor can point, their ends
 */
export function timeKey(time: number, id: string): string {
  const within = Math.min(Math.max(time, EARLIEST), LATEST);
  return `${new Date(within).toISOString()}#${id}`;
}

/** The attribute that counts the ratings of a score, by the score's position in the histogram. */
const STEP_ATTRIBUTES = STAR_STEPS.map((stars) => `half_stars_${stars * 2}`);

export function statsItem(bookId: BookId, shard: number, stats: RatingStats): Item {
  return { book_id: bookId, shard, ...statsAttributes(stats) };
}

/** Stats, or a change of stats, as attributes; zeros are left out. */
export function statsAttributes({ count, halfStarSum, histogram }: RatingStats): Item {
  const attributes = [
    ['count', count] as const,
    ['half_star_sum', halfStarSum] as const,
    ...STEP_ATTRIBUTES.map((name, step) => [name, histogram[step] ?? 0] as const),
  ];
  return Object.fromEntries(attributes.filter(([, value]) => value !== 0));
}

/** A book's stats from those of its shards that are there. */
export function statsFromItems(shards: readonly Item[]): RatingStats {
  const numberOrZero = (item: Item, name: string) => (name in item ? number(item, name) : 0);
  return mergeStats(
    shards.map((item) => ({
      count: numberOrZero(item, 'count'),
      halfStarSum: numberOrZero(item, 'half_star_sum'),
      histogram: STEP_ATTRIBUTES.map((name) => numberOrZero(item, name)),
    })),
  );
}
