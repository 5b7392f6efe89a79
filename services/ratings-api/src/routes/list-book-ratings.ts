import { BookId } from '@books/domain/ids';
import { averageRating, ratingsDistribution } from '@books/domain/rating-stats';
import { queryCursor, queryLimit } from '@books/service-kit/http/query';
import { json, problems } from '@books/service-kit/http/responses';
import { createRouter } from '@books/service-kit/http/router';
import type { BookRepository } from '@books/storage/book-repository';
import type { RatingRepository } from '@books/storage/rating-repository';
import { createRoute } from '@hono/zod-openapi';
import { z } from 'zod';
import { findBook } from '../find-book.ts';
import { ratingShape, RatingShape } from './rating-shapes.ts';

export type ListBookRatingsDeps = {
  readonly books: Pick<BookRepository, 'find'>;
  readonly ratings: Pick<RatingRepository, 'listByBook' | 'stats'>;
};

const BookRatings = z
  .object({
    book_id: BookId,
    average_rating: z.number().min(1).max(5).nullable(),
    total_ratings: z.int().min(0),
    ratings_distribution: z.record(z.string(), z.int().min(0)).meta({
      description: 'Ratings by stars: "1" to "5" always, half stars where there are any',
      example: { '1': 0, '2': 1, '3': 4, '4': 9, '4.5': 2, '5': 7 },
    }),
    recent_ratings: z
      .array(RatingShape.omit({ book_id: true }))
      .meta({ description: 'Newest first' }),
    next_cursor: z.string().optional(),
  })
  .meta({ id: 'BookRatings' });

const route = createRoute({
  method: 'get',
  path: '/books/{book_id}/ratings',
  tags: ['Ratings'],
  summary: 'Mean, histogram and recent ratings of a book',
  request: {
    params: z.object({ book_id: BookId }),
    query: z.object({ limit: queryLimit(20), cursor: queryCursor }),
  },
  responses: { 200: json(BookRatings, 'The ratings'), ...problems('not_found') },
});

export function listBookRatings({ books, ratings }: ListBookRatingsDeps) {
  return createRouter().openapi(route, async (c) => {
    const { limit, cursor } = c.req.valid('query');
    const { book_id: bookId } = await findBook(books, c.req.valid('param').book_id);
    const [stats, page] = await Promise.all([
      ratings.stats(bookId),
      ratings.listByBook(bookId, cursor === undefined ? { limit } : { limit, cursor }),
    ]);
    return c.json(
      {
        book_id: bookId,
        average_rating: averageRating(stats),
        total_ratings: stats.count,
        ratings_distribution: ratingsDistribution(stats),
        recent_ratings: page.items.map((rating) => {
          const { user_id, rating: stars, timestamp } = ratingShape(rating);
          return { user_id, rating: stars, timestamp };
        }),
        ...(page.nextCursor !== undefined && { next_cursor: page.nextCursor }),
      },
      200,
    );
  });
}
