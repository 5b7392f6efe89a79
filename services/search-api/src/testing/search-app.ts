import type { Book } from '@books/domain/book';
import { NO_RATINGS } from '@books/domain/rating-stats';
import { columnarEngineFromBooks } from '@books/search/columnar-from-books';
import { createSilentLogger } from '@books/service-kit/logger';
import { createMetrics } from '@books/service-kit/metrics';
import { createApp } from '../app.ts';

/** The search API over an index of the given unrated books. */
export async function searchApp(books: readonly Book[]) {
  const engine = await columnarEngineFromBooks(
    books.map((book) => ({ book, stats: NO_RATINGS })),
    { version: 'test' },
  );
  const app = createApp({ engine, logger: createSilentLogger(), metrics: createMetrics() });
  const send = (method: string, path: string, body?: unknown) =>
    app.request(path, {
      method,
      ...(body !== undefined && {
        body: typeof body === 'string' ? body : JSON.stringify(body),
        headers: { 'content-type': 'application/json' },
      }),
    });
  return { engine, send };
}
