import { andThen } from '@books/domain/awaitable';
import { DomainError } from '@books/domain/errors';
import { BookId } from '@books/domain/ids';
import { headerOf } from '@books/service-kit/http/headers';
import { answerUnlessKnown } from '@books/service-kit/http/prepared-answer';
import { json, problems } from '@books/service-kit/http/responses';
import { createRouter } from '@books/service-kit/http/router';
import { forEveryone } from '@books/service-kit/http/who-may-call';
import type { BookRepository } from '@books/storage/book-repository';
import type { RatingRepository } from '@books/storage/rating-repository';
import { createRoute } from '@hono/zod-openapi';
import { z } from 'zod';
import { preparedBook } from './prepared-book.ts';
import { BookShape } from './book-shape.ts';

export type GetBookDeps = {
  readonly books: Pick<BookRepository, 'find'>;
  readonly ratings: Pick<RatingRepository, 'stats'>;
};

// Kept by whoever likes to, but asked for again each time: a rating changes the answer at once.
const HEADERS = { 'cache-control': 'no-cache' };

const route = createRoute({
  method: 'get',
  path: '/books/{book_id}',
  tags: ['Books'],
  ...forEveryone,
  summary: 'Look a book up',
  description: 'An id that was merged away answers with the record it was merged into.',
  request: { params: z.object({ book_id: BookId }) },
  responses: {
    200: json(BookShape, 'The book'),
    304: { description: 'Still what `If-None-Match` names' },
    ...problems('not_found'),
  },
});

export function getBook({ books, ratings }: GetBookDeps) {
  return createRouter().openapi(route, (c) => {
    const { book_id: askedId } = c.req.valid('param');
    // Most books are remembered, so stats need not be asked for beside them, under ids that nobody may have.
    return andThen(books.find(askedId), (book) => {
      if (book === undefined) throw new DomainError('not_found', `no book has id ${askedId}`);
      return andThen(ratings.stats(book.book_id), (stats) =>
        answerUnlessKnown(preparedBook(book, stats), headerOf(c, 'if-none-match'), HEADERS),
      );
    });
  });
}
