import { INVALIDATION_HOLD_SECONDS } from '@books/cache/recommendation-lists';
import { BookId, type UserId } from '@books/domain/ids';
import type { Rating } from '@books/domain/rating';
import { Stars } from '@books/domain/stars';
import { encodeCursor } from '@books/storage/cursor';
import { LONGEST_PAGE, type Page } from '@books/storage/page';
import { z } from 'zod';

/** So many are all that recommendations look at. */
export const LATEST = LONGEST_PAGE;

/**
 * The life of what is cached of readers, and how long ratings are added to it. Should Redis have missed a change, all that is made
 * of what is cached is as it was before for twice this time at most: no longer than no list of recommendations is stored
 * after a change.
 */
export const READER_TTL_SECONDS = INVALIDATION_HOLD_SECONDS / 2;

/** A reader's newest ratings as they are cached, {@link LATEST} at most: book, stars, milliseconds since 1970. */
export const LatestRatings = z.object({
  rows: z.array(z.tuple([BookId, Stars, z.int()])).max(LATEST),
  /** Whether the reader has no others. */
  isAll: z.boolean(),
  /** When they were read in the store; ratings since then have been added to them. */
  readAtMs: z.int(),
});
export type LatestRatings = z.infer<typeof LatestRatings>;
type Row = LatestRatings['rows'][number];

/** @param page the first of {@link LATEST} of a reader's ratings */
export function latestOf({ items, nextCursor }: Page<Rating>, readAt: Date): LatestRatings {
  const isAll = nextCursor === undefined;
  return { rows: items.map(rowOf), isAll, readAtMs: readAt.getTime() };
}

/** The first page of a reader's ratings. @param limit {@link LATEST} at most */
export function firstPage(
  { rows, isAll }: LatestRatings,
  userId: UserId,
  limit: number,
): Page<Rating> {
  const items = rows.slice(0, limit).map(([bookId, stars, ratedAtMs]) => ({
    userId,
    bookId,
    stars,
    ratedAt: new Date(ratedAtMs),
  }));
  const last = rows[items.length - 1];
  if (last === undefined || (isAll && items.length === rows.length)) return { items };
  return { items, nextCursor: encodeCursor([last[2], last[0]]) };
}

/**
 * The newest ratings after one more, in place of the reader's earlier one of its book; `undefined` where that cannot be told, since
 * one that is not among them would move up.
 */
export function withRating(
  { rows, isAll, readAtMs }: LatestRatings,
  rating: Rating,
): LatestRatings | undefined {
  const row = rowOf(rating);
  const others = rows.filter(([bookId]) => bookId !== rating.bookId);
  const at = others.findIndex((other) => isBefore(row, other));
  const all = others.toSpliced(at === -1 ? others.length : at, 0, row);
  // Behind the last of those that are known may be others.
  if (!isAll && (at === -1 || all.length < LATEST)) return undefined;
  return { rows: all.slice(0, LATEST), isAll: isAll && all.length <= LATEST, readAtMs };
}

/** Whether the reader has certainly not rated the book of a rating when the others were read. */
export function isFirst({ rows, isAll }: LatestRatings, rating: Rating): boolean {
  return isAll && rows.every(([bookId]) => bookId !== rating.bookId);
}

const rowOf = ({ bookId, stars, ratedAt }: Rating): Row => [bookId, stars, ratedAt.getTime()];

/** Newer ones come first, of one time the one of the later id. */
function isBefore([id, , time]: Row, [otherId, , otherTime]: Row): boolean {
  return time === otherTime ? id > otherId : time > otherTime;
}
