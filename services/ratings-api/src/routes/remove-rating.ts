import type { ChangeFeed } from '@books/change-feed/change-feed';
import { DomainError } from '@books/domain/errors';
import { BookId, UserId } from '@books/domain/ids';
import { problems } from '@books/service-kit/http/responses';
import { createRouter } from '@books/service-kit/http/router';
import { forReader } from '@books/service-kit/http/who-may-call';
import type { BookRepository } from '@books/storage/book-repository';
import type { RatingRepository } from '@books/storage/rating-repository';
import { createRoute } from '@hono/zod-openapi';
import { z } from 'zod';
import { changeReader, type FreshnessDeps } from '../recommendation-invalidator.ts';

export type RemoveRatingDeps = FreshnessDeps & {
  readonly books: Pick<BookRepository, 'find'>;
  readonly ratings: Pick<RatingRepository, 'remove'>;
  readonly changes: Pick<ChangeFeed, 'publish'>;
};

const route = createRoute({
  method: 'delete',
  path: '/users/{user_id}/ratings/{book_id}',
  tags: ['Ratings'],
  ...forReader,
  summary: 'Take a rating back',
  request: { params: z.object({ user_id: UserId, book_id: BookId }) },
  responses: { 204: { description: 'The rating is gone' }, ...problems('forbidden', 'not_found') },
});

export function removeRating(deps: RemoveRatingDeps) {
  const { books, ratings, changes } = deps;
  return createRouter().openapi(route, async (c) => {
    const { user_id: userId, book_id: askedId } = c.req.valid('param');
    const bookId = (await books.find(askedId))?.book_id ?? askedId;
    await changeReader(deps, userId, async () => {
      const removed = await ratings.remove(userId, bookId);
      if (removed === undefined) {
        throw new DomainError('not_found', `this reader has not rated ${askedId}`);
      }
      await changes.publish({ table: 'book_stats', key: bookId });
    });
    return c.body(null, 204);
  });
}
