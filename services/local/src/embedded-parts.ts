import { randomUUID } from 'node:crypto';
import { availableParallelism } from 'node:os';
import type { DocsAssets } from '@books/bookdetail-api/front-door/front-door';
import { createMemoryGenerationCache } from '@books/cache/memory-generation-cache';
import { INVALIDATION_HOLD_SECONDS, recommendationKey } from '@books/cache/recommendation-lists';
import { createMemoryChangeFeed } from '@books/change-feed/memory-change-feed';
import type { UserId } from '@books/domain/ids';
import type { JobProducer, Schedule } from '@books/jobs/job-queue';
import { createMemoryJobQueue, type MemoryJobQueue } from '@books/jobs/memory-job-queue';
import { CURSOR_PURPOSE } from '@books/ratings-api/routes/list-book-ratings';
import { loadCatalogue } from '@books/recommendation-api/catalogue';
import type { RecommendationList } from '@books/recommendation-api/recommend-to-reader';
import { warmList } from '@books/recommendation-api/internal-app';
import { createRecommendationLists } from '@books/recommendation-api/recommendation-lists';
import { createRecommendationMetrics } from '@books/recommendation-api/recommendation-metrics';
import { createModelHolder, type ModelHolder } from '@books/recommendation-api/served-model';
import { findBooks } from '@books/search-api/internal-app';
import { createIndexFollower } from '@books/search-api/index-follower';
import {
  columnarEngineFromBooks,
  threadedEngineFromBooks,
} from '@books/search/columnar-from-books';
import type { SearchEngine } from '@books/search/search-engine';
import type { Synonyms } from '@books/search-index/synonyms';
import { createSeal } from '@books/service-kit/auth/seal';
import type { ServiceAccess } from '@books/service-kit/http/service-app';
import type { Clock } from '@books/service-kit/clock';
import type { ServiceLimits } from '@books/service-kit/http/serve-request';
import type { Logger } from '@books/service-kit/logger';
import type { Metrics } from '@books/service-kit/metrics';
import { LAST_LOAD, LastLoad } from '@books/storage/bulk-loader';
import { createLeases } from '@books/storage/lease';
import type { ModelStore } from '@books/storage/model-store';
import type { ObjectStore } from '@books/storage/object-store';
import type { Store } from '@books/storage/store';
import { createHandlers } from '@books/worker/handlers';
import { createRefreshDrafts } from '@books/worker/refresh/refresh-draft';
import { createRefreshMetrics } from '@books/worker/refresh/refresh-metrics';
import { createRefreshRecords } from '@books/worker/refresh/refresh-records';
import { REFRESH_LEASE_MS } from '@books/worker/refresh/refresh-recommendations';
import { indexedBooks } from './indexed-books.ts';
import type { ProductDeps } from './product.ts';

export type EmbeddedPartsOptions = {
  readonly store: Store;
  readonly models: ModelStore;
  /** For what an unfinished refresh has got done. */
  readonly draftObjects: ObjectStore;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly clock: Clock;
  readonly docs: DocsAssets;
  readonly synonyms: Synonyms;
  /** Whether searches run in a thread of their own, beside all other requests. */
  readonly isSearchThreaded?: boolean;
  /** Everybody may do everything if not given. */
  readonly access?: ServiceAccess;
  /** See `ReaderKeySettings`. */
  readonly readerKey: string;
  readonly cacheTtlSeconds: number;
  readonly limits: Partial<ServiceLimits>;
  /** When to refresh the recommendations by itself; absent for never. */
  readonly refreshSchedule?: Schedule;
};

export type EmbeddedParts = {
  readonly deps: ProductDeps;
  readonly engine: SearchEngine;
  readonly model: ModelHolder;
  readonly jobs: JobProducer;
  /** Trains a model unless there is one of what was loaded last. */
  ensureModel(): Promise<void>;
  close(): Promise<void>;
};

/** Lists kept in memory; one takes some 30 kB. */
const CACHED_LISTS = 2000;

/** Everything that the APIs need, inside this process, over a store. */
export async function createEmbeddedParts(options: EmbeddedPartsOptions): Promise<EmbeddedParts> {
  const { store, models, logger, metrics, clock, cacheTtlSeconds } = options;
  const { books, ratings, readerItems } = store;

  const catalogue = await loadCatalogue(books.all());
  const builtAt = clock();
  const facts = { version: builtAt.toISOString(), builtAt, synonyms: options.synonyms };
  const indexed = await indexedBooks(store);
  const thread = options.isSearchThreaded
    ? await threadedEngineFromBooks(indexed, {
        ...facts,
        // The rest goes on; searches answer that they are not in service.
        onEnd: (error) => logger.fatal({ err: error }, 'search thread ended'),
      })
    : undefined;
  const engine = thread ?? (await columnarEngineFromBooks(indexed, facts));
  const changes = createMemoryChangeFeed((error) =>
    logger.error({ err: error }, 'change not followed'),
  );
  changes.follow(createIndexFollower({ engine, books, ratings }));
  changes.follow(async ({ table, key }) => {
    const book = table === 'books' ? await books.find(key) : undefined;
    if (book !== undefined) catalogue.put(book, key);
  });

  const model = createModelHolder({ models, catalogue });
  const cache = createMemoryGenerationCache<RecommendationList>({
    maxEntries: CACHED_LISTS,
    now: clock,
    holdSeconds: INVALIDATION_HOLD_SECONDS,
  });
  const lists = createRecommendationLists({
    cache,
    ttlSeconds: cacheTtlSeconds,
    modelVersion: () => model.current().version,
    metrics: createRecommendationMetrics(metrics, { model, clock }),
    clock,
  });
  const invalidate = (userId: UserId) => cache.invalidate(recommendationKey(userId));

  const handlers = createHandlers({
    ratings,
    models,
    books,
    leases: createLeases({
      records: store.system,
      now: clock,
      holder: randomUUID(),
      durationMs: REFRESH_LEASE_MS,
    }),
    refreshRecords: createRefreshRecords(store.system),
    drafts: createRefreshDrafts({
      records: store.system,
      objects: options.draftObjects,
      erasures: store.erasures,
    }),
    announceModel: async () => void (await model.reload()),
    warmLists: async (userIds) => {
      const warm = { ratings, readerItems, model, catalogue, clock, cache, cacheTtlSeconds };
      for (const userId of userIds) await warmList(warm, userId);
    },
    watch: createRefreshMetrics(metrics),
    refreshSettings: { threadCount: availableParallelism(), warm: 'active' },
    invalidate,
    readerItems,
    imports: store.imports,
    erasures: store.erasures,
    changes,
    search: ({ title, author }) => findBooks(engine, title, author),
    // Ended jobs keep no payload here, and those that wait find nobody to write for.
    forgetJobs: async () => {},
    enqueue: (...job) => jobs.enqueue(...job),
    // Index and catalogue above follow the store; there is nobody to make others for.
    buildSearchIndex: async () => {},
    publishCatalogue: async () => {},
    clock,
    logger,
  });
  const jobs: MemoryJobQueue = createMemoryJobQueue({
    handlers,
    onFailed: (status, error) =>
      logger.error({ err: error, job: status.name }, 'job failed for good'),
  });
  // Those that the last process was ended in.
  await jobs.enqueue('resume-erasures', {});
  if (options.refreshSchedule) {
    jobs.schedule('refresh-recommendations', { reason: 'nightly' }, options.refreshSchedule);
  }

  return {
    deps: {
      logger,
      metrics,
      clock,
      limits: options.limits,
      ...(options.access && { access: options.access }),
      cursorSeal: createSeal(options.readerKey, CURSOR_PURPOSE),
      books,
      ratings,
      readerItems,
      imports: store.imports,
      erasures: store.erasures,
      changes,
      engine,
      invalidator: { invalidate },
      jobs,
      cache,
      lists,
      model,
      catalogue,
      docs: options.docs,
    },
    engine,
    model,
    jobs,
    async ensureModel() {
      await model.reload().catch((error: unknown) => {
        // Damaged, or written by another release: a new one takes its place.
        logger.warn({ err: error }, 'model not readable, training a new one');
      });
      const lastLoad = LastLoad.safeParse((await store.system.read(LAST_LOAD))?.value);
      const loadedAtMs = lastLoad.data?.finishedAtMs ?? 0;
      if (model.isLoaded() && model.current().createdAt.getTime() >= loadedAtMs) return;
      await handlers['refresh-recommendations'](
        { reason: 'first-start' },
        { signal: new AbortController().signal, report: async () => {} },
      );
    },
    async close() {
      await jobs.close();
      await thread?.close();
    },
  };
}
