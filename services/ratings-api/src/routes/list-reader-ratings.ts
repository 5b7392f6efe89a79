import { UserId } from '@books/domain/ids';
import { queryCursor, queryLimit } from '@books/service-kit/http/query';
import { json, problems } from '@books/service-kit/http/responses';
import { createRouter } from '@books/service-kit/http/router';
import { forReader } from '@books/service-kit/http/who-may-call';
import type { RatingRepository } from '@books/storage/rating-repository';
import { createRoute } from '@hono/zod-openapi';
import { z } from 'zod';
import { ratingShape, RatingShape } from './rating-shapes.ts';

export type ListReaderRatingsDeps = {
  readonly ratings: Pick<RatingRepository, 'listByUser' | 'countByUser'>;
};

const ReaderRatings = z
  .object({
    user_id: UserId,
    total_ratings: z.int().min(0),
    ratings: z.array(RatingShape.omit({ user_id: true })).meta({ description: 'Newest first' }),
    next_cursor: z.string().optional(),
  })
  .meta({ id: 'ReaderRatings' });

const route = createRoute({
  method: 'get',
  path: '/users/{user_id}/ratings',
  tags: ['Ratings'],
  ...forReader,
  summary: 'What a reader has rated',
  description: 'A reader nobody knows has an empty list.',
  request: {
    params: z.object({ user_id: UserId }),
    query: z.object({ limit: queryLimit(20), cursor: queryCursor }),
  },
  responses: { 200: json(ReaderRatings, 'The ratings'), ...problems('forbidden') },
});

export function listReaderRatings({ ratings }: ListReaderRatingsDeps) {
  return createRouter().openapi(route, async (c) => {
    const { user_id: userId } = c.req.valid('param');
    const { limit, cursor } = c.req.valid('query');
    const page = await ratings.listByUser(
      userId,
      cursor === undefined ? { limit } : { limit, cursor },
    );
    // Most lists are one page, whose ratings need not be counted once more.
    const isAll = cursor === undefined && page.nextCursor === undefined;
    const total = isAll ? page.items.length : await ratings.countByUser(userId);
    return c.json(
      {
        user_id: userId,
        total_ratings: total,
        ratings: page.items.map((rating) => {
          const { book_id, rating: stars, timestamp } = ratingShape(rating);
          return { book_id, rating: stars, timestamp };
        }),
        ...(page.nextCursor !== undefined && { next_cursor: page.nextCursor }),
      },
      200,
    );
  });
}
