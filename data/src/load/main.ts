import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createDynamoClient } from '@books/storage/dynamo-client';
import { createTables } from '@books/storage/dynamo-create-tables';
import { openDynamoStore } from '@books/storage/dynamo-store';
import { openSqliteStore } from '@books/storage/sqlite-store';
import type { Store } from '@books/storage/store';
import { tableNames } from '@books/storage/tables';
import { createWritePacer } from '@books/storage/write-pacer';
import { z } from 'zod';
import type { StoreTarget } from './arguments.ts';
import { runLoadCommand } from './load-command.ts';
import { loadIdOf } from './load-id.ts';
import { createProgressBar, createProgressLines } from '../progress/progress.ts';

const stop = new AbortController();
// Once each: a second Ctrl-C ends the process at once, as people expect.
process.once('SIGINT', () => stop.abort());
process.once('SIGTERM', () => stop.abort());

const now = () => new Date();
const writeError = (text: string): void => void process.stderr.write(text);

/** The settings that say where DynamoDB is; an empty one counts as absent. */
const DynamoSettings = z.object({
  AWS_REGION: z.string().default('us-west-2'),
  ENVIRONMENT: z.string().default('local'),
  DYNAMODB_ENDPOINT: z.string().optional(),
  DYNAMODB_TABLE_BOOKS: z.string().optional(),
  DYNAMODB_TABLE_RATINGS: z.string().optional(),
  READER_KEY: z.string().optional(),
});

async function openSqlite({ databasePath }: StoreTarget & { store: 'sqlite' }): Promise<Store> {
  await mkdir(dirname(databasePath), { recursive: true });
  return openSqliteStore(databasePath);
}

async function openDynamo(
  { endpoint, maxWriteUnits, createsTables }: StoreTarget & { store: 'dynamodb' },
  files: readonly string[],
): Promise<Store> {
  const given = Object.entries(process.env).filter(([, value]) => value !== '');
  const settings = DynamoSettings.parse(Object.fromEntries(given));
  const client = createDynamoClient({
    region: settings.AWS_REGION,
    endpoint: endpoint ?? settings.DYNAMODB_ENDPOINT,
    // Nobody waits for a single request here, and throttling is to slow the load down, not to end it.
    requestTimeoutMs: 20_000,
    maxAttempts: 10,
  });
  const tables = tableNames(settings.ENVIRONMENT, {
    books: settings.DYNAMODB_TABLE_BOOKS,
    ratings: settings.DYNAMODB_TABLE_RATINGS,
  });
  if (createsTables) await createTables(client, tables);
  return openDynamoStore({
    client,
    tables,
    ...(settings.READER_KEY !== undefined && { readerKey: settings.READER_KEY }),
    load: {
      loadId: await loadIdOf(files),
      ...(maxWriteUnits !== undefined && {
        pacer: createWritePacer(maxWriteUnits, { now, sleep }),
      }),
    },
  });
}

process.exitCode = await runLoadCommand(process.argv.slice(2), {
  openStore: (target, files) =>
    target.store === 'sqlite' ? openSqlite(target) : openDynamo(target, files),
  createProgress: () =>
    process.stderr.isTTY
      ? createProgressBar(process.stderr, now)
      : createProgressLines(writeError, now),
  writeOutput: (text) => void process.stdout.write(text),
  writeError,
  now,
  signal: stop.signal,
});
