import { readerKeyOf } from '@books/service-kit/auth/reader-key';
import type { Metrics } from '@books/service-kit/metrics';
import { currentContext } from '@books/service-kit/request-context';
import { createDynamoClient } from '@books/storage/dynamo-client';
import { openDynamoStore } from '@books/storage/dynamo-store';
import type { Store } from '@books/storage/store';
import { tableNames, type TableNames } from '@books/storage/tables';
import { Counter, Histogram } from 'prom-client';
import { noteRights } from './note-rights.ts';
import type { StoreSettings } from './settings.ts';

/** Seconds; DynamoDB answers within some milliseconds. */
const DURATION_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];

/** The store of record with its requests measured. */
export function openStore(
  settings: StoreSettings & {
    readonly ENVIRONMENT: string;
    readonly READER_KEY?: string | undefined;
  },
  { registry }: Metrics,
): Store {
  const duration = new Histogram({
    name: 'books_dynamodb_request_duration_seconds',
    help: 'Time of a request to DynamoDB, further attempts included',
    labelNames: ['table', 'operation', 'outcome'],
    buckets: DURATION_BUCKETS,
    registers: [registry],
  });
  const units = new Counter({
    name: 'books_dynamodb_consumed_units_total',
    help: 'Read and write units that requests to DynamoDB consumed, by table and by what they were consumed for',
    labelNames: ['table', 'operation', 'endpoint'],
    registers: [registry],
  });
  const time = new Counter({
    name: 'books_store_seconds_total',
    help: 'Time that requests to DynamoDB took, by what they were made for; several at once count each',
    labelNames: ['endpoint'],
    registers: [registry],
  });
  const client = createDynamoClient({
    region: settings.AWS_REGION,
    endpoint: settings.DYNAMODB_ENDPOINT,
    connectTimeoutMs: settings.DYNAMODB_CONNECT_TIMEOUT_SECONDS * 1000,
    requestTimeoutMs: settings.DYNAMODB_REQUEST_TIMEOUT_SECONDS * 1000,
    onRequest: ({ table, operation, seconds, outcome, consumedUnits }) => {
      duration.observe({ table, operation, outcome }, seconds);
      // What a process does by itself, such as following changes, has no request or job.
      const endpoint = currentContext()?.endpoint ?? 'background';
      units.inc({ table, operation, endpoint }, consumedUnits);
      time.inc({ endpoint }, seconds);
    },
    ...(settings.AWS_RIGHTS_FILE !== undefined && {
      onNeededRight: noteRights(settings.AWS_RIGHTS_FILE),
    }),
  });
  return openDynamoStore({
    client,
    tables: tablesOf(settings),
    readerKey: readerKeyOf(settings),
  });
}

/** The names of the tables that the settings stand for. */
export function tablesOf(settings: StoreSettings & { readonly ENVIRONMENT: string }): TableNames {
  return tableNames(settings.ENVIRONMENT, {
    books: settings.DYNAMODB_TABLE_BOOKS,
    ratings: settings.DYNAMODB_TABLE_RATINGS,
  });
}
