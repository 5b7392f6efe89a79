import { setTimeout as sleep } from 'node:timers/promises';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { LOCAL_READER_KEY } from '@books/service-kit/auth/reader-key';
import { systemClock, type Clock } from '@books/service-kit/clock';
import { publishFaultPoint, type ReachFaultPoint } from '@books/service-kit/fault-points';
import { createDynamoBookRepository } from './dynamo-book-repository.ts';
import { createDynamoBulkLoader, type DynamoLoadOptions } from './dynamo-bulk-loader.ts';
import { createDynamoErasureRepository, createErasedGuard } from './dynamo-erasure-repository.ts';
import { createDynamoImportRepository } from './dynamo-import-repository.ts';
import { createDynamoRatingAudit } from './dynamo-rating-audit.ts';
import { createDynamoRatingRepository } from './dynamo-rating-repository.ts';
import { createDynamoReaderItemRepository } from './dynamo-reader-item-repository.ts';
import { createDynamoStoreCopy } from './dynamo-store-copy.ts';
import { createDynamoSystemRecords } from './dynamo-system-records.ts';
import type { RetryDeps } from './dynamo-retry.ts';
import { withoutErased } from './load-without-erased.ts';
import { createReaderHash } from './reader-hash.ts';
import { createRetryBudget } from './retry-budget.ts';
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
  /** The secret under which readers are hashed; without it, the one for one's own machine. */
  readonly readerKey?: string;
};

/** A hundred tries at once, and a tenth of the requests in the long run. */
const REQUEST_BUDGET = { capacity: 100, perSuccess: 0.1 };

/** The store of record: DynamoDB tables that are there already. */
export function openDynamoStore({
  client,
  tables,
  load = {},
  now = systemClock,
  retry = { random: Math.random, sleep, budget: createRetryBudget(REQUEST_BUDGET) },
  reachFaultPoint = publishFaultPoint,
  readerKey = LOCAL_READER_KEY,
}: DynamoStoreOptions): Store {
  const hashReader = createReaderHash(readerKey);
  const erasing = { client, tables, retry, now, reachFaultPoint, hashReader };
  const deps = { ...erasing, erasedGuard: createErasedGuard(erasing) };
  const erasures = createDynamoErasureRepository(deps);
  return {
    books: createDynamoBookRepository(deps),
    ratings: createDynamoRatingRepository(deps),
    readerItems: createDynamoReaderItemRepository(deps),
    system: createDynamoSystemRecords(deps),
    imports: createDynamoImportRepository(deps),
    erasures,
    loader: withoutErased(createDynamoBulkLoader(deps, load), erasures),
    audit: createDynamoRatingAudit(deps),
    copy: createDynamoStoreCopy(deps),
    close: async () => client.destroy(),
  };
}
