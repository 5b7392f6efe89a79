import type { ChangeFeed } from '@books/change-feed/change-feed';
import { BookId, UserId } from '@books/domain/ids';
import { Stars } from '@books/domain/stars';
import type { Clock } from '@books/service-kit/clock';
import { json, jsonBody, problems } from '@books/service-kit/http/responses';
import { createRouter } from '@books/service-kit/http/router';
import { forReader, requireReader } from '@books/service-kit/http/who-may-call';
import type { BookRepository } from '@books/storage/book-repository';
import type { RatingRepository } from '@books/storage/rating-repository';
import { createRoute } from '@hono/zod-openapi';
import { z } from 'zod';
import { findBook } from '../find-book.ts';
import { changeReader, type FreshnessDeps } from '../recommendation-invalidator.ts';
import { BookRatingSummary, ratingShape, RatingShape, ratingSummary } from './rating-shapes.ts';

export type RateBookDeps = FreshnessDeps & {
  readonly books: Pick<BookRepository, 'find'>;
  readonly ratings: Pick<RatingRepository, 'rate'>;
  readonly changes: Pick<ChangeFeed, 'publish'>;
  readonly clock: Clock;
};

const RateResponse = z
  .object({
    success: z.literal(true),
    message: z.string(),
    rating: RatingShape,
    book: BookRatingSummary,
  })
  .meta({ id: 'RateResponse' });

const route = createRoute({
  method: 'post',
  path: '/books/{book_id}/rate',
  tags: ['Ratings'],
  ...forReader,
  summary: 'Rate a book, or change a rating',
  description: 'Safe to repeat: the same rating again changes neither mean nor count.',
  request: {
    params: z.object({ book_id: BookId }),
    body: jsonBody(z.object({ user_id: UserId, rating: Stars }).meta({ id: 'RateRequest' })),
  },
  responses: {
    200: json(RateResponse, 'The rating was changed'),
    201: json(RateResponse, 'The first rating by this reader'),
    ...problems('forbidden', 'not_found', 'conflict', 'too_large'),
  },
});

export function rateBook(deps: RateBookDeps) {
  const { books, ratings, changes, clock } = deps;
  return createRouter().openapi(route, async (c) => {
    const { user_id: userId, rating: stars } = c.req.valid('json');
    requireReader(c, userId);
    const { book_id: bookId } = await findBook(books, c.req.valid('param').book_id);
    const rating = { userId, bookId, stars, ratedAt: clock() };
    const { before, stats } = await changeReader(deps, userId, async () => {
      const rated = await ratings.rate(rating);
      await changes.publish({ table: 'book_stats', key: bookId });
      return rated;
    });
    return c.json(
      {
        success: true as const,
        message: before === undefined ? 'rating stored' : 'rating changed',
        rating: ratingShape(rating),
        book: ratingSummary(stats),
      },
      before === undefined ? 201 : 200,
    );
  });
}
