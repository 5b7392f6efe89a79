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
    { version: 'test', builtAt: new Date('2026-01-01T00:00:00Z') },
  );
  const metrics = createMetrics();
  const clock = () => new Date('2026-01-01T00:01:00Z');
  const app = createApp({ engine, logger: createSilentLogger(), metrics, clock });
  const send = (method: string, path: string, body?: unknown) =>
    app.request(path, {
      method,
      ...(body !== undefined && {
        body: typeof body === 'string' ? body : JSON.stringify(body),
        headers: { 'content-type': 'application/json' },
      }),
    });
  return { engine, metrics, send };
}
