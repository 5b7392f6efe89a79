import { BookId, UserId } from '@books/domain/ids';
import type { Clock } from '@books/service-kit/clock';
import { json, jsonBody, problems } from '@books/service-kit/http/responses';
import { invalidRequest } from '@books/service-kit/http/invalid-request';
import { createRouter } from '@books/service-kit/http/router';
import { forReader } from '@books/service-kit/http/who-may-call';
import type { BookRepository } from '@books/storage/book-repository';
import type { ReaderItemRepository } from '@books/storage/reader-item-repository';
import { createRoute } from '@hono/zod-openapi';
import { z } from 'zod';
import { findBook } from '../find-book.ts';
import { changeReader, type FreshnessDeps } from '../recommendation-invalidator.ts';
import {
  NotInterestedInput,
  notInterestedShape,
  NotInterestedShape,
} from './not-interested-shapes.ts';

export type AddNotInterestedDeps = FreshnessDeps & {
  readonly books: Pick<BookRepository, 'find'>;
  readonly readerItems: Pick<ReaderItemRepository, 'addNotInterested'>;
  readonly clock: Clock;
};

const route = createRoute({
  method: 'put',
  path: '/users/{user_id}/not-interested',
  tags: ['Readers'],
  ...forReader,
  summary: 'Never recommend this book, author, series or subject',
  description: 'Takes effect with the next recommendation. Safe to repeat.',
  request: { params: z.object({ user_id: UserId }), body: jsonBody(NotInterestedInput) },
  responses: {
    200: json(NotInterestedShape, 'It is on the list'),
    ...problems('forbidden', 'not_found', 'conflict', 'too_large'),
  },
});

export function addNotInterested(deps: AddNotInterestedDeps) {
  const { books, readerItems, clock } = deps;
  return createRouter().openapi(route, async (c) => {
    const { user_id: userId } = c.req.valid('param');
    const { scope, id } = c.req.valid('json');
    const canonicalId = scope === 'book' ? (await findBook(books, parseBookId(id))).book_id : id;
    const entry = { scope, id: canonicalId, addedAt: clock() };
    await changeReader(deps, userId, () => readerItems.addNotInterested(userId, entry));
    return c.json(notInterestedShape(entry), 200);
  });
}

function parseBookId(id: string): BookId {
  const parsed = BookId.safeParse(id);
  if (!parsed.success) {
    throw invalidRequest(parsed.error.issues.map((issue) => ({ ...issue, path: ['id'] })));
  }
  return parsed.data;
}
