import { randomUUID } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { createBullmqJobQueue } from '@books/jobs-bullmq/bullmq-job-queue';
import { createBullmqWorker } from '@books/jobs-bullmq/bullmq-worker';
import { firstConnection } from '@books/redis/first-connection';
import { createRedisChangeFeed } from '@books/redis/redis-change-feed';
import { createCacheRedis, createWorkerRedis } from '@books/redis/redis-client';
import type { BookWriter } from '@books/search-opensearch/book-writer';
import { systemClock } from '@books/service-kit/clock';
import { currentOfStore } from '@books/storage/current-of-store';
import { createLeases } from '@books/storage/lease';
import { createCacheMetrics } from '@books/wiring/cache-metrics';
import { watchIndexFreshness } from '@books/wiring/index-freshness';
import {
  openCatalogueSnapshots,
  openDraftObjects,
  openIndexSnapshots,
  openModelStore,
} from '@books/wiring/open-object-store';
import { openSearchFiller } from '@books/wiring/open-opensearch';
import { openHoldingStore } from '@books/wiring/open-cached-store';
import { openStore } from '@books/wiring/open-store';
import { collectQueueMetrics } from '@books/wiring/queue-metrics';
import { createRecommendationClient } from '@books/wiring/recommendation-client';
import { createSearchClient } from '@books/wiring/search-client';
import { runProcess } from '@books/wiring/run-process';
import { Histogram } from 'prom-client';
import { createAuditMetrics } from './audit/audit-metrics.ts';
import { startAudit } from './audit/start-audit.ts';
import { publishCatalogue } from './catalogue/publish-catalogue.ts';
import { WorkerConfig } from './config.ts';
import { createHandlers } from './handlers.ts';
import { createInternalApp } from './internal-app.ts';
import { createRefreshDrafts } from './refresh/refresh-draft.ts';
import { createRefreshMetrics } from './refresh/refresh-metrics.ts';
import { createRefreshRecords } from './refresh/refresh-records.ts';
import { REFRESH_LEASE_MS as LEASE_MS } from './refresh/refresh-recommendations.ts';
import { buildSearchIndex } from './search-index/build-search-index.ts';
import { fillOpenSearch, isOfThisLoad } from './search-index/fill-opensearch.ts';
import { startFollowing } from './search-index/start-following.ts';

/** Time for a call to another process, in milliseconds. */
const INTERNAL_CALL_MS = 10_000;

runProcess('worker', WorkerConfig, async ({ config, logger, metrics }) => {
  const onError = (error: unknown) => logger.warn({ err: error }, 'queue failed');
  const models = openModelStore(config);
  const redis = createWorkerRedis({
    url: config.QUEUE_REDIS_URL ?? config.REDIS_URL,
    name: 'worker',
    onError,
  });
  const cacheRedis = createCacheRedis({ url: config.REDIS_URL, name: 'worker', onError });
  const changes = createRedisChangeFeed({ redis: cacheRedis, onError });
  // Reads the store itself: what it makes of books and stats is kept for longer than a cache may be wrong.
  const store = openHoldingStore(openStore(config, metrics), {
    redis: cacheRedis,
    cacheMetrics: createCacheMetrics(metrics),
    now: systemClock,
  });
  const queue = createBullmqJobQueue({ redis, onError });
  collectQueueMetrics(metrics, queue);
  const duration = new Histogram({
    name: 'books_job_duration_seconds',
    help: 'Time of an attempt at a job',
    labelNames: ['job', 'outcome'],
    buckets: [0.01, 0.1, 1, 5, 15, 60, 300, 1800],
    registers: [metrics.registry],
  });
  const recommendations = createRecommendationClient(config.RECOMMENDATION_BASE_URL);
  const snapshots = openIndexSnapshots(config);
  const catalogues = openCatalogueSnapshots(config);
  const leases = createLeases({
    records: store.system,
    now: systemClock,
    holder: randomUUID(),
    durationMs: LEASE_MS,
  });
  const publishing = { ...store, leases, leaseMs: LEASE_MS, clock: systemClock, logger };
  const openSearch =
    config.SEARCH_ENGINE === 'opensearch' ? await openSearchFiller(config) : undefined;
  const inService = await openSearch?.builder.inService();
  // Lest others read stats from before a change that a job makes as this process begins.
  await firstConnection(cacheRedis);
  const worker = createBullmqWorker({
    redis,
    queue,
    lockMs: config.JOB_LOCK_SECONDS * 1000,
    handlers: createHandlers({
      ...store,
      models,
      leases,
      buildSearchIndex:
        openSearch === undefined
          ? buildSearchIndex({ ...publishing, snapshots })
          : fillOpenSearch({ ...publishing, builder: openSearch.builder }),
      publishCatalogue: publishCatalogue({ ...publishing, catalogues }),
      refreshRecords: createRefreshRecords(store.system),
      drafts: createRefreshDrafts({
        records: store.system,
        objects: openDraftObjects(config),
        erasures: store.erasures,
      }),
      announceModel: () => recommendations.reloadModel(AbortSignal.timeout(INTERNAL_CALL_MS)),
      invalidate: recommendations.invalidate,
      search: createSearchClient(config.SEARCH_BASE_URL),
      changes,
      forgetJobs: queue.forgetReader,
      enqueue: queue.enqueue,
      warmLists: recommendations.warm,
      refreshSettings: { threadCount: availableParallelism(), warm: config.WARM },
      watch: createRefreshMetrics(metrics),
      clock: systemClock,
      logger,
    }),
    onFailed: (status, error) =>
      logger.error({ err: error, job: status.name }, 'job failed for good'),
    onAttempt: ({ name, outcome, durationSeconds }) =>
      duration.observe({ job: name, outcome }, durationSeconds),
    onError,
  });
  queue.schedule(
    'publish-catalogue',
    { reason: 'scheduled' },
    { cron: config.CATALOGUE_CRON, timeZone: config.CATALOGUE_TIME_ZONE },
  );
  if ((await currentOfStore(catalogues, store.system)) === undefined) {
    await queue.enqueue(
      'publish-catalogue',
      { reason: 'first-start' },
      { dedupeKey: 'publish-catalogue' },
    );
  }
  queue.schedule(
    'refresh-recommendations',
    { reason: 'nightly' },
    { cron: config.REFRESH_CRON, timeZone: config.REFRESH_TIME_ZONE },
  );
  if ((await models.current()) === undefined) {
    await queue.enqueue(
      'refresh-recommendations',
      { reason: 'first-start' },
      { dedupeKey: 'refresh-recommendations' },
    );
  }
  queue.schedule('resume-erasures', {}, { cron: '*/15 * * * *', timeZone: 'UTC' });
  queue.schedule(
    'build-search-index',
    { reason: 'scheduled' },
    { cron: config.INDEX_CRON, timeZone: config.INDEX_TIME_ZONE },
  );
  const isIndexMissing =
    openSearch === undefined
      ? (await currentOfStore(snapshots, store.system)) === undefined
      : !(await isOfThisLoad(inService, store.system));
  if (isIndexMissing) {
    await queue.enqueue(
      'build-search-index',
      { reason: 'first-start' },
      { dedupeKey: 'build-search-index' },
    );
  }
  const followInto = (writer: BookWriter) => {
    const seenUntil = new Date(inService?.builtAt ?? systemClock());
    const watched = { clock: systemClock, builtAt: seenUntil };
    const freshness = watchIndexFreshness(metrics, watched);
    return startFollowing({
      ...publishing,
      writer,
      changes,
      seenUntil,
      pollMs: config.INDEX_POLL_SECONDS * 1000,
      onApplied: freshness.applied,
      onCaughtUp: freshness.caughtUp,
    });
  };
  const stopFollowing = openSearch === undefined ? async () => {} : followInto(openSearch.writer);
  const stopAudit =
    config.AUDIT_BOOKS_PER_SECOND === 0
      ? async () => {}
      : startAudit({
          ...store,
          ...createAuditMetrics(metrics, systemClock),
          leases,
          clock: systemClock,
          booksPerSecond: config.AUDIT_BOOKS_PER_SECOND,
          logger,
        });
  return {
    internal: createInternalApp({ queue }).fetch,
    closers: [
      stopAudit,
      stopFollowing,
      worker.close,
      queue.close,
      async () => redis.disconnect(),
      async () => cacheRedis.disconnect(),
      store.close,
      async () => openSearch?.close(),
    ],
  };
});
