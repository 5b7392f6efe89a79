import { access, mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { createDynamoClient } from '@books/storage/dynamo-client';
import { createTables } from '@books/storage/dynamo-create-tables';
import { openDynamoStore } from '@books/storage/dynamo-store';
import { openSqliteStore } from '@books/storage/sqlite-store';
import type { Store } from '@books/storage/store';
import { tableNames } from '@books/storage/tables';
import { z } from 'zod';
import { createProgressBar, createProgressLines } from '../progress/progress.ts';
import { parseCopyArguments, type CopiedStore, type CopyRequest } from './arguments.ts';
import { backUp } from './back-up.ts';
import { restore } from './restore.ts';

const INTERRUPTED = 130;
/** Books that differ are named, as many as these; all are counted. */
const SHOWN_BOOKS = 20;

const stop = new AbortController();
// Once each: a second Ctrl-C ends the process at once, as people expect.
process.once('SIGINT', () => stop.abort());
process.once('SIGTERM', () => stop.abort());

const now = () => new Date();
const write = (text: string): void => void process.stdout.write(text);
const writeError = (text: string): void => void process.stderr.write(text);

/** The settings that say where DynamoDB is and who was erased; an empty one counts as absent. */
const CopySettings = z.object({
  AWS_REGION: z.string().default('us-west-2'),
  ENVIRONMENT: z.string().default('local'),
  DYNAMODB_ENDPOINT: z.string().optional(),
  DYNAMODB_TABLE_BOOKS: z.string().optional(),
  DYNAMODB_TABLE_RATINGS: z.string().optional(),
  READER_KEY: z.string().optional(),
});

async function open(store: CopiedStore, isNew: boolean): Promise<Store> {
  const given = Object.entries(process.env).filter(([, value]) => value !== '');
  const settings = CopySettings.parse(Object.fromEntries(given));
  // Who was erased is known under a hash with this key.
  const erasing = settings.READER_KEY === undefined ? {} : { readerKey: settings.READER_KEY };
  if (store.kind === 'sqlite') {
    if (isNew) await mkdir(dirname(store.databasePath), { recursive: true });
    // Opening would make an empty one.
    else await access(store.databasePath);
    return openSqliteStore(store.databasePath, erasing);
  }
  const client = createDynamoClient({
    region: settings.AWS_REGION,
    endpoint: store.endpoint ?? settings.DYNAMODB_ENDPOINT,
    // Nobody waits for a single request here, and throttling is to slow the copy down, not to end it.
    requestTimeoutMs: 20_000,
    maxAttempts: 10,
  });
  const tables = tableNames(settings.ENVIRONMENT, {
    books: settings.DYNAMODB_TABLE_BOOKS,
    ratings: settings.DYNAMODB_TABLE_RATINGS,
  });
  if (store.createsTables) await createTables(client, tables);
  return openDynamoStore({ client, tables, ...erasing });
}

/** @returns the exit code */
async function run(request: CopyRequest): Promise<number> {
  if (request.kind === 'help') {
    write(request.usage);
    return 0;
  }
  if (request.kind === 'fault') {
    writeError(`${request.message}; --help shows what there is\n`);
    return 2;
  }
  const store = await open(request.store, request.kind === 'restore');
  const progress = process.stderr.isTTY
    ? createProgressBar(process.stderr, now)
    : createProgressLines(writeError, now);
  const common = { folder: request.folder, onProgress: progress.show, signal: stop.signal };
  try {
    if (request.kind === 'backup') {
      const { tables } = await backUp({ ...common, copy: store.copy, now });
      progress.stop();
      for (const [table, { files }] of Object.entries(tables)) {
        const rows = files.reduce((sum, file) => sum + file.rows, 0);
        write(`${table}: ${rows} rows in ${files.length} files\n`);
      }
      return 0;
    }
    const { rows, auditedBooks, mismatches } = await restore({
      ...common,
      store,
      replace: request.replace,
    });
    progress.stop();
    for (const [table, count] of Object.entries(rows)) write(`${table}: ${count} rows\n`);
    write(`audit: ${auditedBooks} books compared, ${mismatches.length} differ\n`);
    for (const bookId of mismatches.slice(0, SHOWN_BOOKS)) write(`  ${bookId}\n`);
    return mismatches.length === 0 ? 0 : 1;
  } finally {
    progress.stop();
    await store.close();
  }
}

run(parseCopyArguments(process.argv.slice(2))).then(
  (exitCode) => (process.exitCode = exitCode),
  (error: unknown) => {
    if (stop.signal.aborted) {
      writeError('interrupted: the same command goes on where it stopped\n');
      process.exitCode = INTERRUPTED;
      return;
    }
    writeError(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  },
);
