import { existsSync, statSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { readAllLines, readLines } from '../../evaluate/lines.ts';
import { type MeasuredEngine, putQueries } from '../../evaluate/put-queries.ts';

// One step of a measurement in a process of its own, so that its memory is its own: `build` indexes a catalogue into
// a file, `run` opens that file and puts the queries. Started by bench/main.ts; prints one line of JSON.

/** An engine as it is measured. What each needs is imported when it is its turn, so that no other carries its code. */
type Measured = {
  /** Whether a query holds up everything else in the process. */
  readonly answersOnEventLoop: boolean;
  build(catalogue: string, index: string): Promise<void>;
  open(catalogue: string, index: string): Promise<MeasuredEngine & { close?(): Promise<void> }>;
};

async function readBooks(catalogue: string) {
  const { readCatalogueLine } = await import('../../evaluate/catalogue-line.ts');
  return readAllLines(catalogue, readCatalogueLine);
}

async function buildOurs(catalogue: string, index: string): Promise<void> {
  const { readCatalogueLine } = await import('../../evaluate/catalogue-line.ts');
  const { indexDocument } = await import('../../index-document.ts');
  const { SegmentBuilder } = await import('@books/search-index/segment-builder');
  const { writeSnapshot } = await import('@books/search-index/snapshot');
  const builder = new SegmentBuilder();
  for await (const book of readLines(catalogue, readCatalogueLine)) {
    builder.add(indexDocument(book));
  }
  writeSnapshot(index, builder.finish());
}

const ENGINES: Readonly<Record<string, Measured>> = {
  ours: {
    answersOnEventLoop: true,
    build: buildOurs,
    open: async (_catalogue, index) => {
      const { SearchIndex } = await import('@books/search-index/search-index');
      const { readSnapshot } = await import('@books/search-index/snapshot');
      const { createColumnarSearchEngine } = await import('../../columnar-search-engine.ts');
      return createColumnarSearchEngine(new SearchIndex(readSnapshot(index)), {
        version: 'measured',
      });
    },
  },
  // As search-api runs it.
  'ours-in-thread': {
    answersOnEventLoop: false,
    build: buildOurs,
    open: async (_catalogue, index) => {
      const { readSnapshotInThread } = await import('@books/search-index/read-snapshot-in-thread');
      const { createThreadedSearchEngine } = await import('../../columnar-engine-in-thread.ts');
      const base = await readSnapshotInThread(index);
      return createThreadedSearchEngine(base, { version: 'measured' });
    },
  },
  // It could save itself as JSON, but loads that hardly faster than it builds.
  minisearch: {
    answersOnEventLoop: true,
    build: async (catalogue) => {
      await ENGINES['minisearch']!.open(catalogue, '');
    },
    open: async (catalogue) => {
      const { createMiniSearchEngine } = await import('../../minisearch-search-engine.ts');
      return createMiniSearchEngine(await readBooks(catalogue), { version: 'measured' });
    },
  },
  'sqlite-fts5': {
    answersOnEventLoop: true,
    build: async (catalogue, index) => {
      const { createSqliteFts5Engine } = await import('../sqlite-fts5-engine.ts');
      createSqliteFts5Engine(index).load(await readBooks(catalogue));
    },
    open: async (_catalogue, index) => {
      const { createSqliteFts5Engine } = await import('../sqlite-fts5-engine.ts');
      return createSqliteFts5Engine(index);
    },
  },
};

const MEGABYTE = 1e6;
const WARM_UP = 200;
const FIRST_QUERY = { kind: 'first', query: 'the first of all', relevant: [] };

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      step: { type: 'string', default: '' },
      engine: { type: 'string', default: '' },
      catalogue: { type: 'string', default: '' },
      queries: { type: 'string', default: '' },
      index: { type: 'string', default: '' },
      'seconds-per-kind': { type: 'string', default: '60' },
    },
  });
  const engine = ENGINES[values.engine];
  if (engine === undefined) throw new Error(`there is no engine "${values.engine}"`);
  const figures =
    values.step === 'build'
      ? await build(engine, values.catalogue, values.index)
      : await run(engine, values);
  process.stdout.write(`${JSON.stringify(figures)}\n`);
}

async function build(engine: Measured, catalogue: string, index: string) {
  const start = performance.now();
  await engine.build(catalogue, index);
  const figures = {
    build_s: rounded((performance.now() - start) / 1000),
    snapshot_mb: existsSync(index) ? rounded(statSync(index).size / MEGABYTE) : null,
    build_peak_rss_mb: rounded((process.resourceUsage().maxRSS * 1024) / MEGABYTE),
  };
  // Compiles what the next step runs, lest the compiler's memory count there.
  if (existsSync(index)) {
    const opened = await engine.open(catalogue, index);
    await putQueries(opened, [FIRST_QUERY]);
    await opened.close?.();
  }
  return figures;
}

async function run(
  engine: Measured,
  files: { catalogue: string; queries: string; index: string; 'seconds-per-kind': string },
) {
  const start = performance.now();
  const opened = await engine.open(files.catalogue, files.index);
  await putQueries(opened, [FIRST_QUERY]);
  const loadSeconds = (performance.now() - start) / 1000;
  const rss = process.memoryUsage().rss;

  // Only now, so that what parses the queries does not count for the engine.
  const { readMeasuredQueries } = await import('./measured-queries.ts');
  const queries = await readMeasuredQueries(files.queries);
  const seconds = Number(files['seconds-per-kind']);
  // Every so many-th query, so that all kinds are warm.
  const every = Math.max(1, Math.floor(queries.length / WARM_UP));
  await putQueries(
    opened,
    queries.filter((_, i) => i % every === 0),
    seconds / 4,
  );
  const loop = monitorEventLoopDelay({ resolution: 1 });
  loop.enable();
  const { kinds, queriesPerSecond } = await putQueries(opened, queries, seconds);
  loop.disable();
  const rssAfterQueries = process.memoryUsage().rss;
  await opened.close?.();
  return {
    load_s: rounded(loadSeconds),
    rss_mb: rounded(rss / MEGABYTE),
    rss_after_queries_mb: rounded(rssAfterQueries / MEGABYTE),
    longest_stall_ms: engine.answersOnEventLoop ? null : rounded(loop.max / 1e6),
    queries_per_s: Math.round(queriesPerSecond),
    kinds,
  };
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}

await main();
