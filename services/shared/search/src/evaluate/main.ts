import { parseArgs } from 'node:util';
import { SearchIndex } from '@books/search-index/search-index';
import { SegmentBuilder } from '@books/search-index/segment-builder';
import { createOpenSearchClient } from '@books/search-opensearch/opensearch-client';
import { openSearchWithBooks } from '@books/search-opensearch/opensearch-with-books';
import { startOpenSearchNode } from '@books/test-servers/open-search-node';
import { z } from 'zod';
import { createSqliteFts5Engine } from '../bench/sqlite-fts5-engine.ts';
import { createColumnarSearchEngine } from '../columnar-search-engine.ts';
import { indexDocument } from '../index-document.ts';
import { createMiniSearchEngine } from '../minisearch-search-engine.ts';
import { readCatalogueLine } from './catalogue-line.ts';
import { figuresTable } from './figures-table.ts';
import { readAllLines, readLines } from './lines.ts';
import { type MeasuredEngine, putQueries } from './put-queries.ts';

/** An engine with a catalogue in it, how many books that is, and how to end it. */
type Measured = {
  readonly engine: MeasuredEngine;
  readonly books: number;
  readonly close?: () => Promise<void>;
};

const HELP = `Judges a search engine by queries with known answers.

  npm run search:evaluate -- --catalogue FILE --queries FILE [--engine ENGINE] [--json]

  --catalogue FILE  JSONL (may end in .gz): canonical books, or
                    {book_id, title, authors: [..], year?, language?, subjects?, rating?, ratings_count?}
  --queries FILE    JSONL: {query, kind, relevant: [book_id]}
  --engine ENGINE   ours (default), minisearch, sqlite-fts5 or opensearch
  --node URL        the OpenSearch to put the catalogue into, as the index evaluation-*; without it one is
                    started for the measurement (npm run test:servers fetches it)
  --json            print the figures as JSON

Shares are 0 to 1. Each query is put once, after 200 of them were put to warm up.`;

const WARM_UP = 200;

const JudgedQueryLine = z.object({
  query: z.string(),
  kind: z.string(),
  relevant: z.array(z.string()),
});

function readJudgedQuery(line: string) {
  const query = JudgedQueryLine.safeParse(JSON.parse(line));
  if (query.success) return query.data;
  throw new Error(z.prettifyError(query.error));
}

const ENGINES: Readonly<Record<string, (path: string, node?: string) => Promise<Measured>>> = {
  ours: async (path) => {
    const builder = new SegmentBuilder();
    for await (const book of readLines(path, readCatalogueLine)) builder.add(indexDocument(book));
    const index = new SearchIndex(builder.finish());
    const engine = createColumnarSearchEngine(index, { version: 'measured' });
    return { engine, books: index.size };
  },
  minisearch: async (path) => {
    const books = await readAllLines(path, readCatalogueLine);
    const engine = createMiniSearchEngine(books, { version: 'measured' });
    return { engine, books: books.length };
  },
  'sqlite-fts5': async (path) => {
    const books = await readAllLines(path, readCatalogueLine);
    const engine = createSqliteFts5Engine(':memory:');
    engine.load(books);
    return { engine, books: books.length };
  },
  opensearch: async (path, node) => {
    const own = node === undefined ? await startOpenSearchNode({ heapMiB: 1024 }) : undefined;
    const client = createOpenSearchClient({ url: node ?? own!.url, requestTimeoutMs: 60_000 });
    const close = async () => {
      await client.close();
      await own?.stop();
    };
    try {
      const engine = await openSearchWithBooks({
        client,
        alias: 'evaluation',
        version: new Date().toISOString().replaceAll(/[-:.]/g, ''),
        books: readLines(path, readCatalogueLine),
        onProgress: (count) => process.stderr.write(`\r${count} books indexed`),
      });
      process.stderr.write('\n');
      return { engine, books: engine.status().books, close };
    } catch (error) {
      await close();
      throw error;
    }
  },
};

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      catalogue: { type: 'string' },
      queries: { type: 'string' },
      engine: { type: 'string', default: 'ours' },
      json: { type: 'boolean', default: false },
      node: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(`${HELP}\n`);
    return;
  }
  const create = ENGINES[values.engine];
  if (create === undefined) {
    throw new Error(`--engine must be one of ${Object.keys(ENGINES).join(', ')}`);
  }
  if (values.catalogue === undefined || values.queries === undefined) {
    throw new Error('--catalogue and --queries are needed; --help says more');
  }
  process.stderr.write(`indexing ${values.catalogue}\n`);
  const { engine, books, close } = await create(values.catalogue, values.node);
  try {
    const queries = await readAllLines(values.queries, readJudgedQuery);
    process.stderr.write(`putting ${queries.length} queries to ${books} books\n`);
    await putQueries(engine, queries.slice(0, WARM_UP));
    const { kinds } = await putQueries(engine, queries);
    process.stdout.write(
      values.json
        ? `${JSON.stringify({ engine: values.engine, books, kinds })}\n`
        : `${values.engine}, ${books} books\n${figuresTable(kinds)}\n`,
    );
  } finally {
    await close?.();
  }
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
