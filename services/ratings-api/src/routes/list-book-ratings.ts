import { DomainError } from '@books/domain/errors';
import { BookId, UserId } from '@books/domain/ids';
import type { Rating } from '@books/domain/rating';
import { averageRating, ratingsDistribution } from '@books/domain/rating-stats';
import type { Seal } from '@books/service-kit/auth/seal';
import type { ServiceEnv } from '@books/service-kit/http/service-env';
import { queryCursor, queryLimit } from '@books/service-kit/http/query';
import { json, problems } from '@books/service-kit/http/responses';
import { createRouter } from '@books/service-kit/http/router';
import { forEveryone } from '@books/service-kit/http/who-may-call';
import type { BookRepository } from '@books/storage/book-repository';
import type { RatingRepository } from '@books/storage/rating-repository';
import { createRoute } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { z } from 'zod';
import { findBook } from '../find-book.ts';
import { ratingShape, RatingShape } from './rating-shapes.ts';

export type ListBookRatingsDeps = {
  readonly books: Pick<BookRepository, 'find'>;
  readonly ratings: Pick<RatingRepository, 'listByBook' | 'stats'>;
  /** For cursors: they name the reader whose rating was the last of a page. */
  readonly cursorSeal: Seal;
};

/** What {@link ListBookRatingsDeps.cursorSeal} is made for. */
export const CURSOR_PURPOSE = 'cursor of recent ratings';

const RecentRating = RatingShape.omit({ book_id: true }).extend({
  user_id: UserId.optional().meta({
    description: "Where callers sign in, only on the caller's own rating",
  }),
});

const BookRatings = z
  .object({
    book_id: BookId,
    average_rating: z.number().min(1).max(5).nullable(),
    total_ratings: z.int().min(0),
    ratings_distribution: z.record(z.string(), z.int().min(0)).meta({
      description: 'Ratings by stars: "1" to "5" always, half stars where there are any',
      example: { '1': 0, '2': 1, '3': 4, '4': 9, '4.5': 2, '5': 7 },
    }),
    recent_ratings: z.array(RecentRating).meta({ description: 'Newest first' }),
    next_cursor: z.string().optional(),
  })
  .meta({ id: 'BookRatings' });

const route = createRoute({
  method: 'get',
  path: '/books/{book_id}/ratings',
  tags: ['Ratings'],
  ...forEveryone,
  summary: 'Mean, histogram and recent ratings of a book',
  request: {
    params: z.object({ book_id: BookId }),
    query: z.object({ limit: queryLimit(20), cursor: queryCursor }),
  },
  responses: { 200: json(BookRatings, 'The ratings'), ...problems('not_found') },
});

export function listBookRatings({ books, ratings, cursorSeal }: ListBookRatingsDeps) {
  return createRouter().openapi(route, async (c) => {
    const { limit, cursor: sealed } = c.req.valid('query');
    const cursor = sealed === undefined ? undefined : opened(cursorSeal, sealed);
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
        recent_ratings: page.items.map((rating) => recentRating(c, rating)),
        ...(page.nextCursor !== undefined && { next_cursor: cursorSeal.seal(page.nextCursor) }),
      },
      200,
    );
  });
}

/** Whose rating it is, is nobody's business but theirs where readers can be told apart. */
function recentRating(c: Context<ServiceEnv>, rating: Rating): z.infer<typeof RecentRating> {
  const { user_id, rating: stars, timestamp } = ratingShape(rating);
  const isShown = !c.get('isAuthOn') || c.get('caller')?.userId === user_id;
  return { ...(isShown && { user_id }), rating: stars, timestamp };
}

/** @throws DomainError invalid_request for a cursor that is none of ours */
function opened(seal: Seal, sealed: string): string {
  const cursor = seal.open(sealed);
  if (cursor !== undefined) return cursor;
  throw new DomainError('invalid_request', 'cursor: is not one that this API gave out', {
    faults: [{ pointer: '#/cursor', detail: 'is not one that this API gave out' }],
  });
}
