// npm run bench:import: how long a large file takes to come in, on the stack, and what memory it costs.

import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { booksFile } from '@books/data/load/books-file';
import { SAMPLE } from '@books/data/sample';
import { findStackPorts } from '@books/stack/ports';
import { whatStackLacks } from '@books/stack/requirements';
import { startStack, type Stack } from '@books/stack/start-stack';
import { z } from 'zod';
import { peakMemoryMb } from './peak-memory.ts';
import { exportFile, goodreadsFile, ROWS_PER_BROKEN_ROW } from './reader-file.ts';

const USAGE = `Imports a large file of ratings on the stack: rows a second, memory, and whether broken rows are told.

  npm run bench:import -- [--rows N] [--format goodreads|json] [--seed N] [--review-words N]

  --rows N          rows of the file, 100000 if not given: about 100 MB as CSV
  --format F        goodreads if not given
  --review-words N  most words of a review, 330 if not given; 0 makes a file of short lines
  --dry-run         asks for a dry run: books are looked for, no rating is written
`;

const Import = z.object({
  state: z.string(),
  rows: z.int(),
  progress: z.number(),
  outcomes: z.record(z.string(), z.int()),
});
const Invalid = z.object({
  rows: z.array(z.object({ row: z.int(), line: z.int(), notes: z.array(z.string()) })),
  next_after: z.int().optional(),
});

/** Processes that an import goes through. */
const WATCHED = ['ratings-api', 'worker', 'search-api'] as const;
const LOOK_EVERY_MS = 1000;

type Settings = {
  readonly rowCount: number;
  readonly format: 'goodreads' | 'json';
  readonly seed: number;
  readonly reviewWords: number;
  readonly isDryRun: boolean;
};

async function run(): Promise<void> {
  const { values } = parseArgs({
    options: {
      rows: { type: 'string', default: '100000' },
      format: { type: 'string', default: 'goodreads' },
      seed: { type: 'string', default: '1' },
      'review-words': { type: 'string', default: '330' },
      'dry-run': { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return;
  }
  const settings: Settings = {
    rowCount: z.coerce.number().int().min(1).max(500_000).parse(values.rows),
    format: z.enum(['goodreads', 'json']).parse(values.format),
    seed: Number(values.seed),
    reviewWords: Number(values['review-words']),
    isDryRun: values['dry-run'],
  };
  const lacking = whatStackLacks();
  if (lacking.length > 0) throw new Error(lacking.join('\n'));
  const folder = await mkdtemp(join(tmpdir(), 'books-import-'));
  try {
    const file = await writeFile(folder, settings);
    process.stderr.write('Starting the stack ...\n');
    const stack = await startStack({
      folder,
      ports: await findStackPorts(),
      readers: 100,
      environment: { ...process.env, LOG_LEVEL: 'warn' },
    });
    try {
      await importOnto(stack, file, settings);
    } finally {
      await stack.close();
    }
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function writeFile(folder: string, { rowCount, format, seed, reviewWords }: Settings) {
  const batches = await Array.fromAsync(await booksFile(SAMPLE.booksPath)());
  const books = batches.flatMap(({ rows }) => rows.map(({ value }) => value));
  const path = join(folder, 'ratings');
  const write = format === 'json' ? exportFile : goodreadsFile;
  const parts = write({ books, rowCount, seed, reviewWords });
  await pipeline(Readable.from(parts), createWriteStream(path));
  return { path, bytes: (await stat(path)).size };
}

async function importOnto(
  stack: Stack,
  file: { readonly path: string; readonly bytes: number },
  { rowCount, isDryRun }: Settings,
): Promise<void> {
  const memoryBefore = memoryOf(stack);
  const sentAtMs = performance.now();
  const url = `${stack.baseUrl}/users/collector/imports`;
  const response = await fetch(isDryRun ? `${url}?dry_run=true` : url, {
    method: 'POST',
    headers: { 'content-type': 'text/csv', 'content-length': String(file.bytes) },
    // Node's own type of a stream, as `fetch` declares another one.
    body: Readable.toWeb(createReadStream(file.path)) as ReadableStream<Uint8Array>,
    duplex: 'half',
  });
  if (response.status !== 202) throw new Error(`${response.status}: ${await response.text()}`);
  const takenAtMs = performance.now();
  const seconds = (fromMs: number) => ((performance.now() - fromMs) / 1000).toFixed(1);
  const megabytes = (file.bytes / 1e6).toFixed(1);
  say(`${rowCount} rows, ${megabytes} MB, taken in ${seconds(sentAtMs)} s`);

  const path = response.headers.get('location') ?? '';
  let status = await read(stack, path, Import);
  let told = -1;
  while (status.state !== 'completed') {
    if (status.state === 'failed') throw new Error('the import failed');
    if (Math.floor(status.progress * 10) > told) {
      told = Math.floor(status.progress * 10);
      say(`progress ${status.progress} after ${seconds(takenAtMs)} s`);
    }
    await sleep(LOOK_EVERY_MS);
    status = await read(stack, path, Import);
  }
  const importSeconds = (performance.now() - takenAtMs) / 1000;
  say(`imported in ${importSeconds.toFixed(1)} s, ${Math.round(rowCount / importSeconds)} rows/s`);
  say(`outcomes ${JSON.stringify(status.outcomes)}`);
  await sayInvalidRows(stack, path, rowCount);
  const memory = memoryOf(stack);
  for (const name of WATCHED) {
    say(`${name}: at most ${memory[name]} MB, ${memoryBefore[name]} MB before`);
  }
}

/** Whether each broken row, and no other, is told with its place. */
async function sayInvalidRows(stack: Stack, path: string, rowCount: number): Promise<void> {
  const lines: string[] = [];
  for (let after: number | undefined = 0; after !== undefined;) {
    const page: z.infer<typeof Invalid> = await read(
      stack,
      `${path}/rows?outcome=invalid&limit=100&after=${after}`,
      Invalid,
    );
    lines.push(...page.rows.map(({ line, notes }) => `line ${line}: ${notes.join(', ')}`));
    after = page.next_after;
  }
  const planted = Math.floor(rowCount / ROWS_PER_BROKEN_ROW);
  say(`${lines.length} rows told as invalid, ${planted} were planted; such as`);
  for (const line of lines.slice(0, 4)) say(`  ${line}`);
}

function memoryOf(stack: Stack) {
  const entries = WATCHED.map((name) => [name, peakMemoryMb(stack.instance(name).command.pid)]);
  return Object.fromEntries(entries) as Record<(typeof WATCHED)[number], number>;
}

async function read<Answer extends z.ZodType>(
  stack: Stack,
  path: string,
  answer: Answer,
): Promise<z.infer<Answer>> {
  return answer.parse(await (await fetch(stack.baseUrl + path)).json());
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

await run();
