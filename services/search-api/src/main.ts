import { createRedisChangeFeed } from '@books/redis/redis-change-feed';
import { createCacheRedis } from '@books/redis/redis-client';
import { columnarEngineFromBooks } from '@books/search/columnar-from-books';
import { systemClock } from '@books/service-kit/clock';
import { openStore } from '@books/wiring/open-store';
import { runProcess } from '@books/wiring/run-process';
import { createApp } from './app.ts';
import { SearchConfig } from './config.ts';
import { createIndexFollower } from './index-follower.ts';
import { readSynonyms } from './read-synonyms.ts';
import { indexedBooks } from './indexed-books.ts';

runProcess('search-api', SearchConfig, async ({ config, logger, metrics }) => {
  const onError = (error: unknown) => logger.warn({ err: error }, 'redis failed');
  const store = openStore(config, metrics);
  const redis = createCacheRedis({ url: config.REDIS_URL, name: 'search-api', onError });
  const changes = createRedisChangeFeed({ redis, onError });

  // Followed from before the store is read, so that nothing is missed; changes wait until there is an index.
  const built = Promise.withResolvers<ReturnType<typeof createIndexFollower>>();
  const stopFollowing = changes.follow(async (change) => (await built.promise)(change));
  const builtAt = systemClock();
  const engine = await columnarEngineFromBooks(await indexedBooks(store), {
    version: builtAt.toISOString(),
    builtAt,
    synonyms: await readSynonyms(config.SYNONYMS_FILE),
  });
  built.resolve(createIndexFollower({ engine, ...store }));

  const app = createApp({
    engine,
    logger,
    metrics,
    clock: systemClock,
    limits: { requestTimeoutMs: config.REQUEST_TIMEOUT_SECONDS * 1000 },
  });
  return {
    fetch: app.fetch,
    openapi: () =>
      app.getOpenAPI31Document({ openapi: '3.1.0', info: { title: 'search-api', version: '1' } }),
    closers: [async () => stopFollowing(), async () => redis.disconnect(), store.close],
  };
});
