import { DomainError } from '@books/domain/errors';
import { BookId } from '@books/domain/ids';
import { queryLimit } from '@books/service-kit/http/query';
import { json, problems } from '@books/service-kit/http/responses';
import { createRouter } from '@books/service-kit/http/router';
import { forEveryone } from '@books/service-kit/http/who-may-call';
import type { BookRepository } from '@books/storage/book-repository';
import { createRoute } from '@hono/zod-openapi';
import { z } from 'zod';
import type { Catalogue } from '../catalogue.ts';
import type { ModelHolder } from '../served-model.ts';

export type ListSimilarBooksDeps = {
  readonly model: Pick<ModelHolder, 'current'>;
  readonly catalogue: Pick<Catalogue, 'get'>;
  readonly books: Pick<BookRepository, 'find'>;
};

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
  request: { params: z.object({ book_id: BookId }), query: z.object({ limit: queryLimit(10) }) },
  responses: { 200: json(SimilarResponse, 'Most similar first'), ...problems('not_found') },
});

export function listSimilarBooks({ model, catalogue, books }: ListSimilarBooksDeps) {
  return createRouter().openapi(route, async (c) => {
    const { book_id: askedId } = c.req.valid('param');
    const bookId = catalogue.get(askedId)?.bookId ?? (await books.find(askedId))?.book_id;
    if (bookId === undefined) throw new DomainError('not_found', `no book has id ${askedId}`);
    const { similar, version } = model.current();
    const results = similar
      .similarTo(bookId, c.req.valid('query').limit)
      .flatMap(({ bookId: id, score }) => {
        const book = catalogue.get(id);
        if (book === undefined) return [];
        return [
          {
            book_id: id,
            title: book.title,
            authors: [...book.authors],
            score: Math.round(score * 1e4) / 1e4,
          },
        ];
      });
    c.header('cache-control', 'public, max-age=60');
    return c.json(
      { book_id: bookId, similar: results, count: results.length, model_version: version },
      200,
    );
  });
}
