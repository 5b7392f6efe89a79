import { BookId, UserId } from '@books/domain/ids';
import type { Rating } from '@books/domain/rating';
import { averageRating, type RatingStats } from '@books/domain/rating-stats';
import { Stars } from '@books/domain/stars';
import { z } from 'zod';

const timestamp = z.iso
  .datetime()
  .meta({ description: 'When the rating was given or last changed' });

/** A rating as clients read it. */
export const RatingShape = z
  .object({ user_id: UserId, book_id: BookId, rating: Stars, timestamp })
  .meta({ id: 'Rating', description: "One reader's rating of one book" });

/** What all ratings of a book come to. */
export const BookRatingSummary = z
  .object({
    average_rating: z.number().min(1).max(5).nullable().meta({ description: 'null when unrated' }),
    ratings_count: z.int().min(0),
  })
  .meta({ id: 'BookRatingSummary' });

export function ratingShape({
  userId,
  bookId,
  stars,
  ratedAt,
}: Rating): z.infer<typeof RatingShape> {
  return { user_id: userId, book_id: bookId, rating: stars, timestamp: ratedAt.toISOString() };
}

export function ratingSummary(stats: RatingStats): z.infer<typeof BookRatingSummary> {
  return { average_rating: averageRating(stats), ratings_count: stats.count };
}
