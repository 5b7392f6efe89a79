import { setTimeout as sleep } from 'node:timers/promises';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { systemClock, type Clock } from '@books/service-kit/clock';
import { publishFaultPoint, type ReachFaultPoint } from '@books/service-kit/fault-points';
import { createDynamoBookRepository } from './dynamo-book-repository.ts';
import { createDynamoBulkLoader, type DynamoLoadOptions } from './dynamo-bulk-loader.ts';
import { createDynamoRatingAudit } from './dynamo-rating-audit.ts';
import { createDynamoRatingRepository } from './dynamo-rating-repository.ts';
import { createDynamoReaderItemRepository } from './dynamo-reader-item-repository.ts';
import { createDynamoSystemRecords } from './dynamo-system-records.ts';
import type { RetryDeps } from './dynamo-retry.ts';
import type { Store } from './store.ts';
import type { TableNames } from './tables.ts';

export type DynamoStoreOptions = {
  /** From `createDynamoClient`; closing the store destroys it. */
  readonly client: DynamoDBDocumentClient;
  readonly tables: TableNames;
  readonly load?: DynamoLoadOptions;
  readonly now?: Clock;
  readonly retry?: RetryDeps;
  readonly reachFaultPoint?: ReachFaultPoint;
};

/** The store of record: DynamoDB tables that are there already. */
export function openDynamoStore({
  client,
  tables,
  load = {},
  now = systemClock,
  retry = { random: Math.random, sleep },
  reachFaultPoint = publishFaultPoint,
}: DynamoStoreOptions): Store {
  const deps = { client, tables, retry, now, reachFaultPoint };
  return {
    books: createDynamoBookRepository(deps),
    ratings: createDynamoRatingRepository(deps),
    readerItems: createDynamoReaderItemRepository(deps),
    system: createDynamoSystemRecords(deps),
    loader: createDynamoBulkLoader(deps, load),
    audit: createDynamoRatingAudit(deps),
    close: async () => client.destroy(),
  };
}
