import { BookId } from '@books/domain/ids';
import { json, jsonBody, problems } from '@books/service-kit/http/responses';
import { createRouter } from '@books/service-kit/http/router';
import { forEveryone } from '@books/service-kit/http/who-may-call';
import type { BookRepository } from '@books/storage/book-repository';
import type { RatingRepository } from '@books/storage/rating-repository';
import { NO_RATINGS, type RatingStats } from '@books/domain/rating-stats';
import { createRoute } from '@hono/zod-openapi';
import { z } from 'zod';
import { bookShape, BookShape } from './book-shape.ts';

export type GetBooksBatchDeps = {
  readonly books: Pick<BookRepository, 'findMany'>;
  readonly ratings: Pick<RatingRepository, 'statsOf'>;
};

const NONE: ReadonlyMap<BookId, RatingStats> = new Map();

const BatchRequest = z
  .object({
    book_ids: z
      .array(BookId)
      .min(1, 'must name at least one book')
      .max(100, 'must name at most 100 books'),
  })
  .meta({ id: 'BatchRequest' });

const BatchResponse = z
  .object({
    books: z.array(BookShape).meta({ description: 'In the order asked for, each book once' }),
    count: z.int().min(0),
    missing: z.array(BookId).meta({ description: 'Ids that no book has' }),
  })
  .meta({ id: 'BatchResponse' });

const route = createRoute({
  method: 'post',
  path: '/books/batch',
  tags: ['Books'],
  ...forEveryone,
  summary: 'Look up to 100 books up at once',
  request: { body: jsonBody(BatchRequest) },
  responses: { 200: json(BatchResponse, 'The books'), ...problems('too_large') },
});

export function getBooksBatch({ books, ratings }: GetBooksBatchDeps) {
  return createRouter().openapi(route, async (c) => {
    const askedIds = [...new Set(c.req.valid('json').book_ids)];
    const found = await books.findMany(askedIds);
    // Keyed by the canonical id, since two ids asked for may have been merged into one book.
    const inOrder = new Map(
      askedIds.flatMap((askedId) => {
        const book = found.get(askedId);
        return book === undefined ? [] : [[book.book_id, book] as const];
      }),
    );
    const stats = inOrder.size === 0 ? NONE : await ratings.statsOf([...inOrder.keys()]);
    const statsOf = (bookId: BookId) => stats.get(bookId) ?? NO_RATINGS;
    return c.json(
      {
        books: [...inOrder.values()].map((book) => bookShape(book, statsOf(book.book_id))),
        count: inOrder.size,
        missing: askedIds.filter((askedId) => !found.has(askedId)),
      },
      200,
    );
  });
}
