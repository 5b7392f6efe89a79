import { access } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { readDocsAssets } from '@books/bookdetail-api/front-door/read-docs-assets';
import { createProgressBar, createProgressLines } from '@books/data/progress/progress';
import { SAMPLE } from '@books/data/sample';
import { readSynonyms } from '@books/search-api/read-synonyms';
import { createMemoryRateLimiter } from '@books/service-kit/auth/memory-rate-limiter';
import { openAccess } from '@books/service-kit/auth/open-access';
import { readerKeyOf } from '@books/service-kit/auth/reader-key';
import { systemClock } from '@books/service-kit/clock';
import { logLevel, parseConfig } from '@books/service-kit/config';
import { serviceLimits } from '@books/service-kit/http/service-limits';
import { createOpsApp } from '@books/service-kit/http/ops-app';
import { onShutdown } from '@books/service-kit/lifecycle';
import { createLogger } from '@books/service-kit/logger';
import { collectProcessMetrics, createMetrics } from '@books/service-kit/metrics';
import { createReadiness } from '@books/service-kit/readiness';
import { startServer } from '@books/service-kit/server';
import { createFileObjectStore } from '@books/storage/file-object-store';
import { createObjectModelStore } from '@books/storage/object-model-store';
import { openSqliteStore } from '@books/storage/sqlite-store';
import type { Store } from '@books/storage/store';
import { banner } from './banner.ts';
import { LocalConfig } from './config.ts';
import { createEmbeddedParts } from './embedded-parts.ts';
import { fillStore } from './fill-store.ts';
import { openOrFillStore } from './open-store.ts';
import { createProduct } from './product.ts';
import { answerTo } from './start-arguments.ts';

async function start(): Promise<void> {
  const startedAtMs = performance.now();
  const config = parseConfig(LocalConfig, process.env);
  const logger = createLogger({ service: 'local', level: logLevel(config) });
  const metrics = createMetrics();
  const readiness = createReadiness();
  const folder = resolve(config.DATA_DIR);

  const { store } = await openOrFillStore({
    folder,
    open: (path) => openSqliteStore(path, { readerKey: readerKeyOf(config) }),
    fill: (newStore) => fillWithFiles(newStore, config),
  });
  const parts = await createEmbeddedParts({
    store,
    models: createObjectModelStore(createFileObjectStore(join(folder, 'models'))),
    draftObjects: createFileObjectStore(join(folder, 'models', 'draft')),
    logger,
    metrics,
    clock: systemClock,
    docs: await readDocsAssets(),
    synonyms: await readSynonyms(config.SYNONYMS_FILE),
    isSearchThreaded: availableParallelism() > 1,
    access: openAccess(config, {
      logger,
      metrics,
      now: systemClock,
      createRateLimiter: createMemoryRateLimiter,
    }),
    readerKey: readerKeyOf(config),
    cacheTtlSeconds: config.CACHE_TTL_SECONDS,
    limits: serviceLimits(config),
    refreshSchedule: { cron: config.REFRESH_CRON, timeZone: config.REFRESH_TIME_ZONE },
  });
  await parts.ensureModel();

  const product = createProduct(parts.deps);
  collectProcessMetrics(metrics, { version: product.openapi.info.version, revision: 'local' });
  const ops = createOpsApp({ metrics, readiness, openapi: () => product.openapi });
  const hostname = config.HOST;
  const server = await startServer({
    fetch: product.fetch,
    hostname,
    port: config.PORT,
    portVariable: 'PORT',
  });
  const opsServer = await startServer({
    fetch: ops.fetch,
    hostname,
    port: config.OPS_PORT,
    portVariable: 'OPS_PORT',
  });
  onShutdown({
    logger,
    readiness,
    servers: [server, opsServer],
    closers: [parts.close, store.close],
    delayMs: config.SHUTDOWN_DELAY_SECONDS * 1000,
    graceMs: config.SHUTDOWN_GRACE_SECONDS * 1000,
  });

  const { version, readers, ratings, algorithm } = parts.model.current();
  process.stdout.write(
    banner({
      url: `http://localhost:${server.port}`,
      opsUrl: `http://localhost:${opsServer.port}`,
      books: parts.engine.status().books,
      readers,
      ratings,
      storePath: join(folder, 'books.sqlite'),
      searchEngine: 'our columnar index',
      recommender: algorithm,
      modelVersion: version,
      startedInMs: performance.now() - startedAtMs,
    }),
  );
}

/** Loads the bundled data, or the files that the settings name, and shows how far it is. */
async function fillWithFiles(
  store: Store,
  { BOOKS_FILE, RATINGS_FILE }: LocalConfig,
): Promise<void> {
  const booksPath = BOOKS_FILE ?? SAMPLE.booksPath;
  const ratingsPath = RATINGS_FILE ?? SAMPLE.ratingsPath;
  await Promise.all([access(booksPath), access(ratingsPath)]);
  process.stderr.write('First start: loading books and ratings ...\n');
  const progress = process.stderr.isTTY
    ? createProgressBar(process.stderr, systemClock)
    : createProgressLines((line) => process.stderr.write(line), systemClock);
  const { books, ratings, leftOut } = await fillStore(store, { booksPath, ratingsPath, progress });
  process.stderr.write(`Loaded ${books} books and ${ratings} ratings, left out ${leftOut} rows.\n`);
}

const answer = answerTo(process.argv.slice(2));
if (answer === undefined) start().catch(endWith);
else {
  process[answer.exitCode === 0 ? 'stdout' : 'stderr'].write(answer.text);
  process.exitCode = answer.exitCode;
}

function endWith(error: unknown): void {
  const showsStack = process.env['DEBUG'] !== undefined && error instanceof Error;
  const text = showsStack ? error.stack : error instanceof Error ? error.message : String(error);
  process.stderr.write(`\nCould not start: ${text}\n`);
  process.exit(1);
}
