import { DomainError } from '@books/domain/errors';
import { BookId, UserId } from '@books/domain/ids';
import { queryLimit } from '@books/service-kit/http/query';
import { json, problems } from '@books/service-kit/http/responses';
import { createRouter } from '@books/service-kit/http/router';
import { forEveryone, requireReader } from '@books/service-kit/http/who-may-call';
import type { BookRepository } from '@books/storage/book-repository';
import type { ReaderItemRepository } from '@books/storage/reader-item-repository';
import { createRoute } from '@hono/zod-openapi';
import { z } from 'zod';
import type { Catalogue } from '../catalogue.ts';
import type { ModelHolder } from '../served-model.ts';
import { isOfInterest } from '../wishes.ts';

export type ListSimilarBooksDeps = {
  readonly model: Pick<ModelHolder, 'current'>;
  readonly catalogue: Pick<Catalogue, 'get'>;
  readonly books: Pick<BookRepository, 'find'>;
  readonly readerItems: Pick<ReaderItemRepository, 'listNotInterested'>;
};

/** Similar books that are looked at for a reader, so that the list stays full without what they do not want. */
const LOOKED_AT = 100;

const SimilarResponse = z
  .object({
    book_id: BookId,
    similar: z.array(
      z.object({
        book_id: BookId,
        title: z.string(),
        authors: z.array(z.string()),
        score: z.number().min(0).max(1).meta({ description: '1 for the same readers' }),
      }),
    ),
    count: z.int().min(0),
    model_version: z.string(),
  })
  .meta({ id: 'SimilarResponse' });

const route = createRoute({
  method: 'get',
  path: '/books/{book_id}/similar',
  tags: ['Recommendations'],
  ...forEveryone,
  summary: 'Readers of this book also liked',
  description:
    'Without what the reader is not interested in: the one of the token, or of `user_id`.',
  request: {
    params: z.object({ book_id: BookId }),
    query: z.object({ limit: queryLimit(10), user_id: UserId.optional() }),
  },
  responses: {
    200: json(SimilarResponse, 'Most similar first'),
    ...problems('forbidden', 'not_found'),
  },
});

export function listSimilarBooks(deps: ListSimilarBooksDeps) {
  const { model, catalogue, books, readerItems } = deps;
  return createRouter().openapi(route, async (c) => {
    const { book_id: askedId } = c.req.valid('param');
    const { limit, user_id: givenId } = c.req.valid('query');
    if (givenId !== undefined) requireReader(c, givenId);
    const userId = givenId ?? UserId.safeParse(c.get('caller')?.userId).data;
    const bookId = catalogue.get(askedId)?.bookId ?? (await books.find(askedId))?.book_id;
    if (bookId === undefined) throw new DomainError('not_found', `no book has id ${askedId}`);
    const unwanted = userId === undefined ? [] : await readerItems.listNotInterested(userId);
    const isWanted = isOfInterest(unwanted, catalogue.get);
    const { similar, version } = model.current();
    const results = similar
      .similarTo(bookId, unwanted.length === 0 ? limit : LOOKED_AT)
      .flatMap(({ bookId: id, score }) => {
        const book = catalogue.get(id);
        if (book?.bookId !== id || !isWanted(book)) return [];
        return [
          {
            book_id: id,
            title: book.title,
            authors: [...book.authors],
            score: Math.round(score * 1e4) / 1e4,
          },
        ];
      })
      .slice(0, limit);
    c.header('vary', 'authorization');
    c.header('cache-control', userId === undefined ? 'public, max-age=60' : 'private, no-store');
    return c.json(
      { book_id: bookId, similar: results, count: results.length, model_version: version },
      200,
    );
  });
}
