import type { ChangeFeed } from '@books/change-feed/change-feed';
import { Book } from '@books/domain/book';
import { DomainError } from '@books/domain/errors';
import { BookId } from '@books/domain/ids';
import { json, jsonBody, problems } from '@books/service-kit/http/responses';
import { createRouter } from '@books/service-kit/http/router';
import { forAdmins } from '@books/service-kit/http/who-may-call';
import type { BookRepository } from '@books/storage/book-repository';
import type { RatingRepository } from '@books/storage/rating-repository';
import { createRoute } from '@hono/zod-openapi';
import { z } from 'zod';
import { bookShape, BookShape } from './book-shape.ts';

export type PutBookDeps = {
  readonly books: Pick<BookRepository, 'find' | 'save'>;
  readonly ratings: Pick<RatingRepository, 'stats'>;
  readonly changes: Pick<ChangeFeed, 'publish'>;
};

const BookRecord = Book.omit({ book_id: true })
  .extend({ book_id: BookId.optional().meta({ description: 'When given, the one in the path' }) })
  .meta({ id: 'BookRecord' });

const route = createRoute({
  method: 'put',
  path: '/books/{book_id}',
  tags: ['Books'],
  ...forAdmins,
  summary: 'Write a record of the catalogue',
  description: 'Replaces the record whole; ratings stay. For administrators.',
  request: { params: z.object({ book_id: BookId }), body: jsonBody(BookRecord) },
  responses: {
    200: json(BookShape, 'The record was replaced'),
    201: json(BookShape, 'The record is new'),
    ...problems('forbidden', 'conflict', 'too_large'),
  },
});

export function putBook({ books, ratings, changes }: PutBookDeps) {
  return createRouter().openapi(route, async (c) => {
    const { book_id: bookId } = c.req.valid('param');
    const record = c.req.valid('json');
    if (record.book_id !== undefined && record.book_id !== bookId) {
      throw new DomainError('invalid_request', 'book_id: must be the one in the path', {
        faults: [{ pointer: '#/book_id', detail: 'must be the one in the path' }],
      });
    }
    const known = await books.find(bookId);
    if (known !== undefined && known.book_id !== bookId) {
      throw new DomainError(
        'conflict',
        `${bookId} was merged into ${known.book_id}: write that one`,
      );
    }
    const book: Book = { ...record, book_id: bookId };
    const { outcome } = await books.save(book);
    await changes.publish({ table: 'books', key: bookId });
    return c.json(bookShape(book, await ratings.stats(bookId)), outcome === 'created' ? 201 : 200);
  });
}
