import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import type { CatalogueLine } from '../evaluate/catalogue-line.ts';
import { figuresTable } from '../evaluate/figures-table.ts';
import { type MeasuredCatalogue, writeMeasuredCatalogue } from './measured-catalogue.ts';
import { bundledBooks } from './bundled-books.ts';
import { realBooks } from './real-books.ts';

const HELP = `Measures our search index beside MiniSearch and SQLite FTS5, on one catalogue, in one run.

  npm run bench:search -- --books N [--data DIR] [--engines LIST] [--per-kind N] [--seed N]
                          [--seconds-per-kind N] [--json]

  --books N             books in all; beyond the real ones they are made up. Real ones only when left out
  --data DIR            goodbooks-10k/ and gutenberg-catalogue/ as they were published, packed with gzip;
                        without it the real books are the 10,000 of the bundled sample
  --engines LIST        of ours, ours-in-thread (as search-api runs it), minisearch, sqlite-fts5, with commas
                        between; all when left out
  --per-kind N          queries of each kind, 1000 when left out
  --seconds-per-kind N  after so long the rest of a kind is left out, 60 when left out
  --seed N              for everything that is drawn, 1 when left out
  --json                print the figures as JSON

Every engine is built and run in processes of its own, one after another; each query is put once, after 200 to warm
up. Megabytes are 10^6 bytes; rss_mb is the process after the first answer. longest_stall_ms is the longest time in
which the event loop got no turn; engines that answer on it stall it for as long as their slowest query takes.`;

const KindFigures = z.object({
  n: z.number(),
  success_at_1: z.number().nullable(),
  success_at_5: z.number().nullable(),
  mrr: z.number().nullable(),
  p50_ms: z.number(),
  p99_ms: z.number(),
});
const BuildFigures = z.object({
  build_s: z.number(),
  snapshot_mb: z.number().nullable(),
  build_peak_rss_mb: z.number(),
});
const RunFigures = z.object({
  load_s: z.number(),
  rss_mb: z.number(),
  rss_after_queries_mb: z.number(),
  longest_stall_ms: z.number().nullable(),
  queries_per_s: z.number(),
  kinds: z.record(z.string(), KindFigures),
});
type EngineFigures = z.infer<typeof BuildFigures> & z.infer<typeof RunFigures>;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      books: { type: 'string' },
      data: { type: 'string' },
      engines: { type: 'string', default: 'ours,ours-in-thread,minisearch,sqlite-fts5' },
      'per-kind': { type: 'string', default: '1000' },
      'seconds-per-kind': { type: 'string', default: '60' },
      seed: { type: 'string', default: '1' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(`${HELP}\n`);
    return;
  }
  const seed = Number(values.seed);
  const real: CatalogueLine[] =
    values.data === undefined ? await bundledBooks() : realBooks(values.data, seed);
  const books = values.books === undefined ? real.length : Number(values.books);
  const folder = mkdtempSync(join(tmpdir(), 'bench-search-'));
  try {
    say(`writing a catalogue of ${books} books, ${Math.min(books, real.length)} of them real`);
    const perKind = Number(values['per-kind']);
    const files = await writeMeasuredCatalogue(folder, real, books, perKind, seed);
    const engines: Record<string, EngineFigures> = {};
    for (const engine of values.engines.split(',')) {
      engines[engine] = await measure(engine, folder, files, values['seconds-per-kind']);
    }
    const figures = { books, engines };
    process.stdout.write(values.json ? `${JSON.stringify(figures)}\n` : report(engines));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function measure(
  engine: string,
  folder: string,
  { catalogue, queries }: MeasuredCatalogue,
  secondsPerKind: string,
): Promise<EngineFigures> {
  const files = ['--catalogue', catalogue, '--queries', queries, '--index', join(folder, engine)];
  const limits = ['--seconds-per-kind', secondsPerKind];
  const step = (name: string) =>
    runStep(folder, ['--step', name, '--engine', engine, ...limits, ...files]);
  say(`${engine}: building`);
  const built = BuildFigures.parse(JSON.parse(await step('build')));
  say(`${engine}: putting queries`);
  return { ...built, ...RunFigures.parse(JSON.parse(await step('run'))) };
}

/** What a step printed. */
async function runStep(folder: string, args: readonly string[]): Promise<string> {
  const child = spawn(
    process.execPath,
    [join(import.meta.dirname, 'measure', 'main.ts'), ...args],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
      // Without a cache of compiled code the memory of whatever compiles TypeScript would count for the index.
      env: { ...process.env, NODE_COMPILE_CACHE: join(folder, 'compiled') },
    },
  );
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const output = await text(child.stdout);
  const code = await ended;
  if (code !== 0) throw new Error(`measuring failed with exit code ${code}`);
  return output;
}

function report(engines: Readonly<Record<string, EngineFigures>>): string {
  return Object.entries(engines)
    .map(([engine, { kinds, ...figures }]) => {
      const facts = Object.entries(figures).map(([name, value]) => `${name} ${value}`);
      return `${engine}\n${facts.join('  ')}\n${figuresTable(kinds)}\n`;
    })
    .join('\n');
}

function say(sentence: string): void {
  process.stderr.write(`${sentence}\n`);
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
