// npm run bench:stack: how long single requests take on the stack, one at a time and through the router.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { findStackPorts } from '@books/stack/ports';
import { whatStackLacks } from '@books/stack/requirements';
import { startStack, type Stack } from '@books/stack/start-stack';
import { createApi, newReader } from '../api.ts';
import { measure, type Timing } from './measure.ts';

const USAGE = `Times single requests on the stack, one at a time and through the router.

  npm run bench:stack -- [--readers N] [--requests N] [--json]

  --readers N    load the ratings of the sample's first N readers, 500 if not given: with fewer the
                 model knows too little of the catalogue to stand for one in service
  --requests N   requests of each kind, 300 if not given
  --json         print JSON instead of a table
`;

type Row = Timing & {
  readonly what: string;
  /** Largest p95 that is asked for, in milliseconds. */
  readonly askedP95?: number;
};

async function run(): Promise<void> {
  const { values } = parseArgs({
    options: {
      readers: { type: 'string', default: '500' },
      requests: { type: 'string', default: '300' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return;
  }
  const lacking = whatStackLacks();
  if (lacking.length > 0) throw new Error(lacking.join('\n'));
  const readers = Number(values.readers);
  process.stderr.write('Starting the stack ...\n');
  const folder = await mkdtemp(join(tmpdir(), 'books-bench-'));
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
  try {
    const stack = await startStack({
      folder,
      ports: await findStackPorts(),
      readers,
      environment: { ...process.env, LOG_LEVEL: 'warn' },
      signal: stop.signal,
    });
    try {
      const rows = await measureAll(stack, { readers, requests: Number(values.requests) });
      process.stdout.write(values.json ? `${JSON.stringify(rows, null, 2)}\n` : table(rows));
    } finally {
      await stack.close();
    }
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function measureAll(
  stack: Stack,
  { readers, requests }: { readers: number; requests: number },
): Promise<Row[]> {
  const api = createApi(stack.baseUrl);
  const bookId = (index: number) => `gb:${1 + (index % 5000)}`;
  const known = (index: number) => `reader-${1 + (index % readers)}`;
  const forgetList = async (index: number) => {
    const reader = known(index);
    await fetch(`${stack.baseUrl}/recommendations/invalidate/${reader}`, { method: 'POST' });
    return reader;
  };
  const kinds: { what: string; askedP95?: number; time: (count: number) => Promise<Timing> }[] = [
    { what: 'book', askedP95: 10, time: (count) => measure(count, bookId, api.book) },
    { what: 'search', time: (count) => measure(count, () => 'harry poter', api.search) },
    {
      what: 'recommendations, not cached',
      askedP95: 15,
      time: (count) => measure(count, forgetList, (reader) => api.recommendations(reader, 10)),
    },
    {
      what: 'recommendations, cached',
      time: (count) =>
        measure(count, newReaderWithList, (reader) => api.recommendations(reader, 10)),
    },
    {
      what: 'rate',
      askedP95: 25,
      time: (count) =>
        measure(
          count,
          (index) => ({ reader: newReader(), book: bookId(index) }),
          ({ reader, book }) => api.rate(reader, book, 4),
        ),
    },
    {
      what: 'rating until search shows it',
      askedP95: 2000,
      time: (count) => measure(Math.ceil(count / 10), newRatedBook, untilSearchShowsNext),
    },
  ];

  async function newReaderWithList(): Promise<string> {
    const reader = newReader();
    await api.recommendations(reader, 10);
    return reader;
  }

  /** A book with as many ratings as search wants before it shows their mean. */
  async function newRatedBook() {
    const book = await api.newBook();
    for (let count = 0; count < 5; count += 1) await api.rate(newReader(), book.book_id, 4);
    return book;
  }

  async function untilSearchShowsNext({ book_id, title }: { book_id: string; title: string }) {
    await api.rate(newReader(), book_id, 5);
    while ((await api.found(book_id, title))?.ratings_count !== 6) await sleep(1);
  }

  const rows: Row[] = [];
  for (const { what, askedP95, time } of kinds) {
    await time(Math.ceil(requests / 3));
    rows.push({ what, ...(askedP95 !== undefined && { askedP95 }), ...(await time(requests)) });
  }
  return rows;
}

function table(rows: readonly Row[]): string {
  const cells = rows.map(({ what, requests, p50, p95, max, askedP95 }) => [
    what,
    ...[requests, p50, p95, max, askedP95 ?? '-'].map(String),
  ]);
  const all = [['one at a time', 'requests', 'p50 ms', 'p95 ms', 'max ms', 'asked p95'], ...cells];
  const widths = all[0]!.map((_, column) => Math.max(...all.map((row) => row[column]!.length)));
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!),
      )
      .join('  ');
  return `${all.map(line).join('\n')}\n`;
}

run().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
