import { createBullmqJobQueue } from '@books/jobs-bullmq/bullmq-job-queue';
import type { ChangeListener } from '@books/change-feed/change-feed';
import { createRedisChangeFeed } from '@books/redis/redis-change-feed';
import { createCacheRedis, createProducerRedis } from '@books/redis/redis-client';
import { createThreadedSearchEngine } from '@books/search/columnar-engine-in-thread';
import type { SearchEngine } from '@books/search/search-engine';
import { systemClock } from '@books/service-kit/clock';
import { repeatEvery } from '@books/service-kit/repeat-every';
import { serviceLimits } from '@books/service-kit/http/service-limits';
import { firstPublished } from '@books/wiring/first-published';
import { watchIndexFreshness } from '@books/wiring/index-freshness';
import { openIndexSnapshots } from '@books/wiring/open-object-store';
import { openServiceAccess } from '@books/wiring/open-service-access';
import { createCacheMetrics } from '@books/wiring/cache-metrics';
import { openCachedFactsStore } from '@books/wiring/open-cached-store';
import { openStore } from '@books/wiring/open-store';
import { openSearchReader } from '@books/wiring/open-opensearch';
import { type ProcessContext, type ProcessParts, runProcess } from '@books/wiring/run-process';
import type { z } from 'zod';
import { createApp } from './app.ts';
import { createInternalApp } from './internal-app.ts';
import { SearchConfig } from './config.ts';
import { newestIndex } from './built-index.ts';
import { createIndexKeeper } from './index-keeper.ts';
import { createIndexUpdates } from './index-updates.ts';
import { readSynonyms } from './read-synonyms.ts';
import { waitForIndex } from './wait-for-index.ts';

runProcess('search-api', SearchConfig, (context) =>
  context.config.SEARCH_ENGINE === 'opensearch'
    ? searchInOpenSearch(context)
    : searchInMemory(context),
);

type Context = ProcessContext<z.infer<typeof SearchConfig>>;

/** Our own index in the memory of this process, which follows the store. */
async function searchInMemory({ config, logger, metrics }: Context): Promise<ProcessParts> {
  const onError = (error: unknown) => logger.warn({ err: error }, 'redis failed');
  const redis = createCacheRedis({ url: config.REDIS_URL, name: 'search-api', onError });
  // Who rated has left the new stats there, so that following ratings asks the store for nothing.
  const store = openCachedFactsStore(openStore(config, metrics), {
    redis,
    metrics,
    cacheMetrics: createCacheMetrics(metrics),
    now: systemClock,
  });
  const changes = createRedisChangeFeed({ redis, onError });

  // Followed from before the store is read, so that nothing is missed; changes wait until there is an index.
  const ready = Promise.withResolvers<ChangeListener>();
  const stopFollowing = changes.follow(async (change, publishedAt) =>
    (await ready.promise)(change, publishedAt),
  );
  const clock = systemClock;
  const snapshots = openIndexSnapshots(config);
  const synonyms = await readSynonyms(config.SYNONYMS_FILE);
  const queueRedis = createProducerRedis({
    url: config.QUEUE_REDIS_URL ?? config.REDIS_URL,
    name: 'search-api',
    onError,
  });
  const jobs = createBullmqJobQueue({ redis: queueRedis, onError });
  const first = await firstPublished({
    what: 'search index',
    read: () => newestIndex(snapshots, store.system),
    ask: () =>
      jobs.enqueue(
        'build-search-index',
        { reason: 'missing' },
        { dedupeKey: 'build-search-index' },
      ),
    logger,
  });
  const engine = await createThreadedSearchEngine(first.segment, {
    version: first.version,
    builtAt: first.builtAt,
    synonyms,
    onEnd: (error) => {
      // Nothing here can mend it; whoever supervises the process starts it again.
      logger.fatal({ err: error }, 'search thread ended');
      process.exit(1);
    },
  });
  const updates = createIndexUpdates({ ...store, engine, clock });
  const { builtAt } = first;
  const freshness = watchIndexFreshness(metrics, { clock, builtAt });
  ready.resolve(async (change, publishedAt) => {
    await updates.apply(change);
    freshness.applied(publishedAt);
  });
  const keeper = createIndexKeeper({
    ...store,
    engine,
    updates,
    snapshots,
    builtAt,
    clock,
    logger,
    onCaughtUp: freshness.caughtUp,
  });
  await keeper.catchUp();
  logger.info(engine.status(), 'search index in service');
  const stopLooking = repeatEvery(config.INDEX_POLL_SECONDS * 1000, async () => {
    await keeper.takeNewest();
    await keeper.catchUp();
  });

  return {
    ...servedBy({ config, logger, metrics }, engine, redis),
    closers: [
      stopLooking,
      async () => stopFollowing(),
      jobs.close,
      async () => queueRedis.disconnect(),
      async () => redis.disconnect(),
      engine.close,
      store.close,
    ],
  };
}

/** An index in OpenSearch, which the worker fills. Not ready before there is one. */
async function searchInOpenSearch({ config, logger, metrics }: Context): Promise<ProcessParts> {
  const onError = (error: unknown) => logger.warn({ err: error }, 'redis failed');
  const redis = createCacheRedis({ url: config.REDIS_URL, name: 'search-api', onError });
  const synonyms = await readSynonyms(config.SYNONYMS_FILE);
  const { engine, close } = await openSearchReader(config, synonyms);
  await waitForIndex(engine, logger);
  logger.info(engine.status(), 'search index in service');
  const stopLooking = repeatEvery(config.INDEX_POLL_SECONDS * 1000, async () => {
    try {
      await engine.refreshStatus();
    } catch (error) {
      logger.warn({ err: error }, 'search index not seen');
    }
  });
  return {
    ...servedBy({ config, logger, metrics }, engine, redis),
    closers: [stopLooking, async () => redis.disconnect(), close],
  };
}

function servedBy(
  { config, logger, metrics }: Context,
  engine: SearchEngine,
  redis: ReturnType<typeof createCacheRedis>,
): Omit<ProcessParts, 'closers'> {
  const app = createApp({
    engine,
    logger,
    metrics,
    clock: systemClock,
    limits: serviceLimits(config),
    access: openServiceAccess(config, { logger, metrics, redis }),
  });
  return {
    fetch: app.fetch,
    internal: createInternalApp({ engine }).fetch,
    openapi: () =>
      app.getOpenAPI31Document({ openapi: '3.1.0', info: { title: 'search-api', version: '1' } }),
  };
}
