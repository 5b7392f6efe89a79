import { createBullmqJobQueue } from '@books/jobs-bullmq/bullmq-job-queue';
import { firstConnection } from '@books/redis/first-connection';
import { createRedisChangeFeed } from '@books/redis/redis-change-feed';
import { createCacheRedis, createProducerRedis } from '@books/redis/redis-client';
import { readerKeyOf } from '@books/service-kit/auth/reader-key';
import { createSeal } from '@books/service-kit/auth/seal';
import { systemClock } from '@books/service-kit/clock';
import { serviceLimits } from '@books/service-kit/http/service-limits';
import { publishFaultPoint } from '@books/service-kit/fault-points';
import { openServiceAccess } from '@books/wiring/open-service-access';
import { createCacheMetrics } from '@books/wiring/cache-metrics';
import { openCachedStore } from '@books/wiring/open-cached-store';
import { openStore } from '@books/wiring/open-store';
import { collectQueueMetrics } from '@books/wiring/queue-metrics';
import { createRecommendationClient } from '@books/wiring/recommendation-client';
import { createRecommendationInvalidator } from '@books/wiring/recommendation-invalidator';
import { runProcess } from '@books/wiring/run-process';
import { createApp } from './app.ts';
import { RatingsConfig } from './config.ts';
import { CURSOR_PURPOSE } from './routes/list-book-ratings.ts';

runProcess('ratings-api', RatingsConfig, async ({ config, logger, metrics }) => {
  const onError = (error: unknown) => logger.warn({ err: error }, 'redis failed');
  const redis = createCacheRedis({ url: config.REDIS_URL, name: 'ratings-api', onError });
  const changes = createRedisChangeFeed({ redis, onError });
  const cacheMetrics = createCacheMetrics(metrics);
  const store = openCachedStore(openStore(config, metrics), {
    redis,
    changes,
    metrics,
    cacheMetrics,
    now: systemClock,
  });
  const queueRedis = createProducerRedis({
    url: config.QUEUE_REDIS_URL ?? config.REDIS_URL,
    name: 'ratings-api',
    onError,
  });
  const jobs = createBullmqJobQueue({ redis: queueRedis, onError });
  collectQueueMetrics(metrics, jobs);
  // Lest others read stats from before a rating that this process takes as it begins.
  await firstConnection(redis);
  const app = createApp({
    ...store,
    logger,
    metrics,
    clock: systemClock,
    limits: serviceLimits(config),
    access: openServiceAccess(config, { logger, metrics, redis }),
    changes,
    invalidator: createRecommendationInvalidator({
      redis,
      client: createRecommendationClient(config.RECOMMENDATION_BASE_URL),
      now: systemClock,
      onOperation: cacheMetrics.observe,
    }),
    jobs,
    reachFaultPoint: publishFaultPoint,
    cursorSeal: createSeal(readerKeyOf(config), CURSOR_PURPOSE),
  });
  return {
    fetch: app.fetch,
    openapi: () =>
      app.getOpenAPI31Document({ openapi: '3.1.0', info: { title: 'ratings-api', version: '1' } }),
    closers: [
      jobs.close,
      async () => queueRedis.disconnect(),
      async () => redis.disconnect(),
      store.close,
    ],
  };
});
