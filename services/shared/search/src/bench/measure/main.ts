import { existsSync, statSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { SearchIndex } from '@books/search-index/search-index';
import { SegmentBuilder } from '@books/search-index/segment-builder';
import { readSnapshot, writeSnapshot } from '@books/search-index/snapshot';
import { z } from 'zod';
import { SearchFilters, Facet } from '@books/domain/search';
import { createColumnarSearchEngine } from '../../columnar-search-engine.ts';
import { indexDocument } from '../../index-document.ts';
import { readCatalogueLine } from '../../evaluate/catalogue-line.ts';
import { readAllLines, readLines } from '../../evaluate/lines.ts';
import { type MeasuredEngine, putQueries } from '../../evaluate/put-queries.ts';

// One step of a measurement in a process of its own, so that its memory is its own: `build` indexes a catalogue into
// a file, `run` opens that file and puts the queries. Started by bench/main.ts; prints one line of JSON.

const QueryLine = z.object({
  query: z.string(),
  kind: z.string(),
  relevant: z.array(z.string()),
  filters: SearchFilters.optional(),
  facets: z.array(Facet).optional(),
});

type Measured = {
  build(catalogue: string, index: string): Promise<void>;
  open(catalogue: string, index: string): Promise<MeasuredEngine>;
};

// The others are imported when they are measured, so that ours does not carry their code.
const ENGINES: Readonly<Record<string, Measured>> = {
  ours: {
    build: async (catalogue, index) => {
      const builder = new SegmentBuilder();
      for await (const book of readLines(catalogue, readCatalogueLine)) {
        builder.add(indexDocument(book));
      }
      writeSnapshot(index, builder.finish());
    },
    open: async (_catalogue, index) =>
      createColumnarSearchEngine(new SearchIndex(readSnapshot(index)), { version: 'measured' }),
  },
  // It could save itself as JSON, but loads that hardly faster than it builds.
  minisearch: {
    build: async (catalogue) => {
      await ENGINES['minisearch']!.open(catalogue, '');
    },
    open: async (catalogue) => {
      const { createMiniSearchEngine } = await import('../../minisearch-search-engine.ts');
      const books = await readAllLines(catalogue, readCatalogueLine);
      return createMiniSearchEngine(books, { version: 'measured' });
    },
  },
  'sqlite-fts5': {
    build: async (catalogue, index) => {
      const { createSqliteFts5Engine } = await import('../sqlite-fts5-engine.ts');
      createSqliteFts5Engine(index).load(await readAllLines(catalogue, readCatalogueLine));
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
  return {
    build_s: rounded((performance.now() - start) / 1000),
    snapshot_mb: existsSync(index) ? rounded(statSync(index).size / MEGABYTE) : null,
    build_peak_rss_mb: rounded((process.resourceUsage().maxRSS * 1024) / MEGABYTE),
  };
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

  const queries = (
    await readAllLines(files.queries, (line) => QueryLine.parse(JSON.parse(line)))
  ).map(({ filters, facets, ...query }) => ({
    ...query,
    ...(filters === undefined ? {} : { filters }),
    ...(facets === undefined ? {} : { facets }),
  }));
  const seconds = Number(files['seconds-per-kind']);
  // Every so many-th query, so that all kinds are warm.
  const every = Math.max(1, Math.floor(queries.length / WARM_UP));
  await putQueries(
    opened,
    queries.filter((_, i) => i % every === 0),
    seconds / 4,
  );
  const { kinds, queriesPerSecond } = await putQueries(opened, queries, seconds);
  return {
    load_s: rounded(loadSeconds),
    rss_mb: rounded(rss / MEGABYTE),
    rss_after_queries_mb: rounded(process.memoryUsage().rss / MEGABYTE),
    queries_per_s: Math.round(queriesPerSecond),
    kinds,
  };
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}

await main();
