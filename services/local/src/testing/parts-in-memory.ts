import { join } from 'node:path';
import type { Book } from '@books/domain/book';
import type { Rating } from '@books/domain/rating';
import { buildRatingMatrix } from '@books/recommender/build-rating-matrix';
import { DEFAULT_CHOICE } from '@books/recommender/choice';
import { encodePublishedModel } from '@books/recommender/published-model';
import { NO_SYNONYMS } from '@books/search-index/synonyms';
import type { ServiceAccess } from '@books/service-kit/http/service-app';
import { createSilentLogger, type Logger } from '@books/service-kit/logger';
import { createMetrics } from '@books/service-kit/metrics';
import { createFileObjectStore } from '@books/storage/file-object-store';
import { createMemoryObjectStore } from '@books/storage/memory-object-store';
import { createObjectModelStore } from '@books/storage/object-model-store';
import { openSqliteStore } from '@books/storage/sqlite-store';
import { createEmbeddedParts, type EmbeddedParts } from '../embedded-parts.ts';

export type PartsInMemoryOptions = {
  readonly books?: readonly Book[];
  readonly ratings?: readonly Rating[];
  readonly clock?: () => Date;
  readonly access?: ServiceAccess;
  readonly logger?: Logger;
  /** In the thread of the caller if not given. */
  readonly isSearchThreaded?: boolean;
  /** Where store and models are kept, for a test that looks at what is on disk. */
  readonly folder?: string;
};

/** The embedded product's parts, with nothing on disk unless a folder is given, holding the given books and ratings and a model of them. */
export async function embeddedPartsInMemory(
  options: PartsInMemoryOptions = {},
): Promise<EmbeddedParts> {
  const { books = [], ratings = [], clock = () => new Date('2026-01-02T00:00:00Z') } = options;
  const { folder } = options;
  const store = openSqliteStore(folder === undefined ? ':memory:' : join(folder, 'books.sqlite'), {
    now: clock,
  });
  await store.loader.putBooks(books);
  await store.loader.putRatings(ratings);
  await store.loader.finish();
  const files = folder === undefined ? createMemoryObjectStore() : createFileObjectStore(folder);
  const models = createObjectModelStore(files);
  const parts = await createEmbeddedParts({
    store,
    models,
    draftObjects: createMemoryObjectStore(),
    logger: options.logger ?? createSilentLogger(),
    metrics: createMetrics(),
    clock,
    docs: { script: '', style: '' },
    synonyms: NO_SYNONYMS,
    isSearchThreaded: options.isSearchThreaded ?? false,
    ...(options.access && { access: options.access }),
    readerKey: 'secret of the tests, long enough',
    cacheTtlSeconds: 600,
    limits: { requestTimeoutMs: 5000 },
  });
  if (ratings.length > 0) {
    // User cosine needs no training, so that a test has its model at once.
    const choice = { ...DEFAULT_CHOICE, algorithm: 'user-cosine' } as const;
    const matrix = await buildRatingMatrix(ratings);
    await models.publish('0', encodePublishedModel({ choice, matrix }), clock());
    await parts.model.reload();
  }
  return parts;
}
