import type { Change } from '@books/change-feed/change-feed';
import type { Book } from '@books/domain/book';
import { createSilentLogger } from '@books/service-kit/logger';
import { createMetrics } from '@books/service-kit/metrics';
import { openSqliteStore } from '@books/storage/sqlite-store';
import { createApp } from '../app.ts';

/** The book API over a store with the given books. */
export async function bookdetailApp(books: readonly Book[] = []) {
  const store = openSqliteStore(':memory:');
  for (const book of books) await store.books.save(book);
  const published: Change[] = [];
  const app = createApp({
    ...store,
    logger: createSilentLogger(),
    metrics: createMetrics(),
    changes: { publish: async (change) => void published.push(change) },
    openapi: { openapi: '3.1.0' },
    docs: { script: 'script', style: 'style' },
  });
  const send = (
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ) =>
    app.request(path, {
      method,
      headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  return { app, store, published, send };
}
