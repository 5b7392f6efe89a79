import type { Change } from '@books/change-feed/change-feed';
import type { Book } from '@books/domain/book';
import { createSeal } from '@books/service-kit/auth/seal';
import { createSilentLogger } from '@books/service-kit/logger';
import { createMetrics } from '@books/service-kit/metrics';
import type { JobProducer } from '@books/jobs/job-queue';
import { openSqliteStore } from '@books/storage/sqlite-store';
import { createApp } from '../app.ts';
import { CURSOR_PURPOSE } from '../routes/list-book-ratings.ts';
import type { RecommendationInvalidator } from '../recommendation-invalidator.ts';

export type RatingsAppOptions = {
  readonly books?: readonly Book[];
  readonly clock?: () => Date;
  readonly invalidator?: RecommendationInvalidator;
  readonly enqueue?: JobProducer['enqueue'];
};

/** The ratings API over an empty store with the given books, and what it has told others. */
export async function ratingsApp(options: RatingsAppOptions = {}) {
  const store = openSqliteStore(':memory:');
  for (const book of options.books ?? []) await store.books.save(book);
  const published: Change[] = [];
  const invalidated: string[] = [];
  const app = createApp({
    ...store,
    logger: createSilentLogger(),
    metrics: createMetrics(),
    clock: options.clock ?? (() => new Date('2026-01-02T03:04:05Z')),
    changes: { publish: async (change) => void published.push(change) },
    invalidator: options.invalidator ?? {
      invalidate: async (userId) => void invalidated.push(userId),
    },
    cursorSeal: createSeal('secret of the tests', CURSOR_PURPOSE),
    jobs: { enqueue: options.enqueue ?? (async () => ({ jobId: 'job-1' })) },
  });
  const send = (method: string, path: string, body?: unknown) =>
    app.request(path, {
      method,
      ...(body !== undefined && {
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json' },
      }),
    });
  return { app, store, published, invalidated, send };
}
