import { serviceLimits } from '@books/service-kit/http/service-limits';
import { createRedisChangeFeed } from '@books/redis/redis-change-feed';
import { createCacheRedis } from '@books/redis/redis-client';
import { systemClock } from '@books/service-kit/clock';
import { createCacheMetrics } from '@books/wiring/cache-metrics';
import { openCachedStore } from '@books/wiring/open-cached-store';
import { openServiceAccess } from '@books/wiring/open-service-access';
import { openStore } from '@books/wiring/open-store';
import { runProcess } from '@books/wiring/run-process';
import { createApp } from './app.ts';
import { BookdetailConfig } from './config.ts';
import { readDocsAssets } from './front-door/read-docs-assets.ts';
import openapi from './front-door/openapi.json' with { type: 'json' };

runProcess('bookdetail-api', BookdetailConfig, async ({ config, logger, metrics }) => {
  const onError = (error: unknown) => logger.warn({ err: error }, 'redis failed');
  const redis = createCacheRedis({ url: config.REDIS_URL, name: 'bookdetail-api', onError });
  const changes = createRedisChangeFeed({ redis, onError });
  const store = openCachedStore(openStore(config, metrics), {
    redis,
    changes,
    metrics,
    cacheMetrics: createCacheMetrics(metrics),
    now: systemClock,
  });
  const app = createApp({
    ...store,
    logger,
    metrics,
    limits: serviceLimits(config),
    access: openServiceAccess(config, { logger, metrics, redis }),
    changes,
    openapi,
    docs: await readDocsAssets(),
  });
  return {
    fetch: app.fetch,
    openapi: () => openapi,
    closers: [async () => redis.disconnect(), store.close],
  };
});
