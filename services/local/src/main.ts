import { access } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readDocsAssets } from '@books/bookdetail-api/front-door/read-docs-assets';
import { createMemoryGenerationCache } from '@books/cache/memory-generation-cache';
import { createReadThrough } from '@books/cache/read-through';
import { createMemoryChangeFeed } from '@books/change-feed/memory-change-feed';
import { createProgressBar, createProgressLines } from '@books/data/load/progress';
import type { UserId } from '@books/domain/ids';
import { createMemoryJobQueue } from '@books/jobs/memory-job-queue';
import { loadCatalogue } from '@books/recommendation-api/catalogue';
import type { RecommendationList } from '@books/recommendation-api/recommend-to-reader';
import { createRecommendationMetrics } from '@books/recommendation-api/recommendation-metrics';
import { recommendationKey } from '@books/recommendation-api/routes/get-recommendations';
import { createModelHolder } from '@books/recommendation-api/served-model';
import { createIndexFollower } from '@books/search-api/index-follower';
import { createMiniSearchEngine } from '@books/search/minisearch-search-engine';
import { systemClock } from '@books/service-kit/clock';
import { ConfigError, logLevel, parseConfig } from '@books/service-kit/config';
import { createOpsApp } from '@books/service-kit/http/ops-app';
import { onShutdown } from '@books/service-kit/lifecycle';
import { createLogger } from '@books/service-kit/logger';
import { collectProcessMetrics, createMetrics } from '@books/service-kit/metrics';
import { createReadiness } from '@books/service-kit/readiness';
import { startServer } from '@books/service-kit/server';
import { createFileModelStore } from '@books/storage/file-model-store';
import { openSqliteStore } from '@books/storage/sqlite-store';
import { createHandlers } from '@books/worker/handlers';
import { banner } from './banner.ts';
import { LocalConfig } from './config.ts';
import { fillStore } from './fill-store.ts';
import { indexedBooks } from './indexed-books.ts';
import { openOrFillStore } from './open-store.ts';
import { createProduct } from './product.ts';

const SAMPLE = fileURLToPath(new URL('../../../data/sample/', import.meta.url));
/** Lists kept in memory: at some 30 kB each this is the largest part of the cache's cost. */
const CACHED_LISTS = 2000;

async function start(): Promise<void> {
  const startedAtMs = performance.now();
  const config = parseConfig(LocalConfig, process.env);
  const clock = systemClock;
  const logger = createLogger({ service: 'local', level: logLevel(config) });
  const metrics = createMetrics();
  const readiness = createReadiness();
  const folder = resolve(config.DATA_DIR);

  const { store } = await openOrFillStore({
    folder,
    open: openSqliteStore,
    fill: async (newStore) => {
      const booksPath = config.BOOKS_FILE ?? join(SAMPLE, 'books.jsonl.gz');
      const ratingsPath = config.RATINGS_FILE ?? join(SAMPLE, 'ratings.csv.gz');
      await Promise.all([access(booksPath), access(ratingsPath)]);
      process.stderr.write('First start: loading books and ratings ...\n');
      const progress = process.stderr.isTTY
        ? createProgressBar(process.stderr)
        : createProgressLines((line) => process.stderr.write(line), clock);
      const loaded = await fillStore(newStore, { booksPath, ratingsPath, progress });
      process.stderr.write(`Loaded ${loaded.books} books and ${loaded.ratings} ratings.\n`);
    },
  });

  const { books, ratings, readerItems } = store;
  const catalogue = await loadCatalogue(books.all());
  const engine = createMiniSearchEngine(await indexedBooks(store), { version: 'embedded' });
  const changes = createMemoryChangeFeed((error) =>
    logger.error({ err: error }, 'change not followed'),
  );
  changes.follow(createIndexFollower({ engine, books, ratings }));
  changes.follow(async ({ table, key }) => {
    const book = table === 'books' ? await books.find(key) : undefined;
    if (book !== undefined) catalogue.put(book);
  });

  const models = createFileModelStore(join(folder, 'models'));
  const model = createModelHolder({ models, catalogue });
  const cache = createMemoryGenerationCache<RecommendationList>({
    maxEntries: CACHED_LISTS,
    now: clock,
  });
  const recommendationMetrics = createRecommendationMetrics(metrics, { model, clock });
  const lists = createReadThrough({
    cache,
    ttlSeconds: config.CACHE_TTL_SECONDS,
    onResult: recommendationMetrics.countCacheResult,
  });
  const invalidate = (userId: UserId) => cache.invalidate(recommendationKey(userId));
  const handlers = createHandlers({
    ratings,
    models,
    announceModel: async () => void (await model.reload()),
    invalidate,
    clock,
    logger,
  });
  const jobs = createMemoryJobQueue({
    handlers,
    onFailed: (status, error) =>
      logger.error({ err: error, job: status.name }, 'job failed for good'),
  });
  jobs.schedule(
    'refresh-recommendations',
    { reason: 'nightly' },
    { cron: config.REFRESH_CRON, timeZone: config.REFRESH_TIME_ZONE },
  );
  if (!(await model.reload())) {
    await handlers['refresh-recommendations'](
      { reason: 'first-start' },
      { signal: new AbortController().signal, report: async () => {} },
    );
  }

  const product = createProduct({
    logger,
    metrics,
    clock,
    limits: { requestTimeoutMs: config.REQUEST_TIMEOUT_SECONDS * 1000 },
    books,
    ratings,
    readerItems,
    changes,
    engine,
    invalidator: { invalidate },
    jobs,
    cache,
    lists,
    model,
    catalogue,
    docs: await readDocsAssets(),
  });
  collectProcessMetrics(metrics, { version: product.openapi.info.version, revision: 'local' });
  const ops = createOpsApp({ metrics, readiness, openapi: () => product.openapi });
  const server = await startServer({
    fetch: product.fetch,
    hostname: config.HOST,
    port: config.PORT,
    portVariable: 'PORT',
  });
  const opsServer = await startServer({
    fetch: ops.fetch,
    hostname: config.HOST,
    port: config.OPS_PORT,
    portVariable: 'OPS_PORT',
  });
  onShutdown({
    logger,
    readiness,
    servers: [server, opsServer],
    closers: [() => jobs.close(), () => store.close()],
    delayMs: config.SHUTDOWN_DELAY_SECONDS * 1000,
    graceMs: config.SHUTDOWN_GRACE_SECONDS * 1000,
  });

  const { version, readers, ratings: ratingCount, personal } = model.current();
  process.stdout.write(
    banner({
      url: `http://localhost:${server.port}`,
      opsUrl: `http://localhost:${opsServer.port}`,
      books: engine.status().books,
      readers,
      ratings: ratingCount,
      storePath: join(folder, 'books.sqlite'),
      searchEngine: 'MiniSearch',
      recommender: personal.algorithm,
      modelVersion: version,
      startedInMs: performance.now() - startedAtMs,
    }),
  );
}

start().catch((error: unknown) => {
  const isForPeople = error instanceof ConfigError || process.env['DEBUG'] === undefined;
  const text =
    error instanceof Error && isForPeople ? error.message : String((error as Error).stack ?? error);
  process.stderr.write(`\nCould not start: ${text}\n`);
  process.exit(1);
});
