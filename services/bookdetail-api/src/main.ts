import { serviceLimits } from '@books/service-kit/http/service-limits';
import { createRedisChangeFeed } from '@books/redis/redis-change-feed';
import { createCacheRedis } from '@books/redis/redis-client';
import { openServiceAccess } from '@books/wiring/open-service-access';
import { openStore } from '@books/wiring/open-store';
import { runProcess } from '@books/wiring/run-process';
import { createApp } from './app.ts';
import { BookdetailConfig } from './config.ts';
import { readDocsAssets } from './front-door/read-docs-assets.ts';
import openapi from './front-door/openapi.json' with { type: 'json' };

runProcess('bookdetail-api', BookdetailConfig, async ({ config, logger, metrics }) => {
  const onError = (error: unknown) => logger.warn({ err: error }, 'redis failed');
  const store = openStore(config, metrics);
  const redis = createCacheRedis({ url: config.REDIS_URL, name: 'bookdetail-api', onError });
  const app = createApp({
    ...store,
    logger,
    metrics,
    limits: serviceLimits(config),
    access: openServiceAccess(config, { logger, metrics, redis }),
    changes: createRedisChangeFeed({ redis, onError }),
    openapi,
    docs: await readDocsAssets(),
  });
  return {
    fetch: app.fetch,
    openapi: () => openapi,
    closers: [async () => redis.disconnect(), store.close],
  };
});
