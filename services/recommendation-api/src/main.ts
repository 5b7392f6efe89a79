import { INVALIDATION_HOLD_SECONDS } from '@books/cache/recommendation-lists';
import { createBullmqJobQueue } from '@books/jobs-bullmq/bullmq-job-queue';
import { createRedisChangeFeed } from '@books/redis/redis-change-feed';
import { createCacheRedis, createProducerRedis } from '@books/redis/redis-client';
import { createRedisGenerationCache } from '@books/redis/redis-generation-cache';
import { systemClock } from '@books/service-kit/clock';
import { serviceLimits } from '@books/service-kit/http/service-limits';
import { repeatEvery } from '@books/service-kit/repeat-every';
import { firstPublished } from '@books/wiring/first-published';
import { openCatalogueSnapshots, openModelStore } from '@books/wiring/open-object-store';
import { openServiceAccess } from '@books/wiring/open-service-access';
import { createCacheMetrics } from '@books/wiring/cache-metrics';
import { openCachedFactsStore } from '@books/wiring/open-cached-store';
import { openStore } from '@books/wiring/open-store';
import { collectQueueMetrics } from '@books/wiring/queue-metrics';
import { runProcess } from '@books/wiring/run-process';
import { createApp } from './app.ts';
import type { Catalogue } from './catalogue.ts';
import { createCatalogueKeeper } from './catalogue-keeper.ts';
import { RecommendationConfig } from './config.ts';
import { createInternalApp } from './internal-app.ts';
import { readPublishedCatalogue } from './published-catalogue.ts';
import { RecommendationList } from './recommend-to-reader.ts';
import { createRecommendationLists } from './recommendation-lists.ts';
import { createRecommendationMetrics } from './recommendation-metrics.ts';
import { createModelHolder } from './served-model.ts';

/** Lists whose copies are kept in the process; one takes some 60 kB. */
const LISTS_IN_PROCESS = 1000;

runProcess('recommendation-api', RecommendationConfig, async ({ config, logger, metrics }) => {
  const onError = (error: unknown) => logger.warn({ err: error }, 'redis failed');
  const clock = systemClock;
  const redis = createCacheRedis({ url: config.REDIS_URL, name: 'recommendation-api', onError });
  const cacheMetrics = createCacheMetrics(metrics);
  const store = openCachedFactsStore(openStore(config, metrics), {
    redis,
    metrics,
    cacheMetrics,
    now: clock,
  });
  const queueRedis = createProducerRedis({
    url: config.QUEUE_REDIS_URL ?? config.REDIS_URL,
    name: 'recommendation-api',
    onError,
  });
  const jobs = createBullmqJobQueue({ redis: queueRedis, onError });
  collectQueueMetrics(metrics, jobs);

  const changes = createRedisChangeFeed({ redis, onError });
  // Followed from before the catalogue is read, so that nothing is missed; changes wait until there is one.
  const ready = Promise.withResolvers<Catalogue>();
  const stopFollowing = changes.follow(async ({ table, key }) => {
    const catalogue = await ready.promise;
    const book = table === 'books' ? await store.books.find(key) : undefined;
    if (book !== undefined) catalogue.put(book, key);
  });
  const catalogues = openCatalogueSnapshots(config);
  const { catalogue, builtAt } = await firstPublished({
    what: 'catalogue',
    read: () => readPublishedCatalogue(catalogues, store.system),
    ask: () =>
      jobs.enqueue('publish-catalogue', { reason: 'missing' }, { dedupeKey: 'publish-catalogue' }),
    logger,
  });
  const keeper = createCatalogueKeeper({ ...store, catalogue, builtAt, clock, logger });
  await keeper.catchUp();
  ready.resolve(catalogue);
  const stopLooking = repeatEvery(config.CATALOGUE_POLL_SECONDS * 1000, keeper.catchUp);

  const model = createModelHolder({ models: openModelStore(config), catalogue });
  const reloadModel = () =>
    model.reload().then(
      (isNew) =>
        isNew && logger.info({ version: model.current().version }, 'model taken into service'),
      (error: unknown) => logger.error({ err: error }, 'model not loaded, the one before stays'),
    );
  await reloadModel();
  const poll = setInterval(() => void reloadModel(), config.MODEL_POLL_SECONDS * 1000);

  const cache = createRedisGenerationCache({
    redis,
    parse: (stored) => RecommendationList.parse(stored),
    now: clock,
    holdSeconds: INVALIDATION_HOLD_SECONDS,
    nearEntries: LISTS_IN_PROCESS,
    onOperation: cacheMetrics.observe,
  });
  const lists = createRecommendationLists({
    cache,
    ttlSeconds: config.CACHE_TTL_SECONDS,
    modelVersion: () => model.current().version,
    metrics: createRecommendationMetrics(metrics, { model, clock }),
    clock,
  });
  const app = createApp({
    ...store,
    logger,
    metrics,
    clock,
    limits: serviceLimits(config),
    access: openServiceAccess(config, { logger, metrics, redis }),
    cache,
    lists,
    model,
    catalogue,
    jobs,
  });
  const internal = createInternalApp({
    ...store,
    clock,
    model,
    catalogue,
    cache,
    cacheTtlSeconds: config.CACHE_TTL_SECONDS,
  });
  return {
    fetch: app.fetch,
    internal: (request) => internal.fetch(request),
    openapi: () =>
      app.getOpenAPI31Document({
        openapi: '3.1.0',
        info: { title: 'recommendation-api', version: '1' },
      }),
    readinessChecks: [() => (model.isLoaded() ? undefined : 'there is no model yet')],
    closers: [
      async () => clearInterval(poll),
      stopLooking,
      async () => stopFollowing(),
      jobs.close,
      async () => queueRedis.disconnect(),
      async () => redis.disconnect(),
      store.close,
    ],
  };
});
