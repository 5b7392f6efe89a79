import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, vi } from 'vitest';
import { createDynamoClient, type DynamoClientOptions } from '../dynamo-client.ts';
import { createTables } from '../dynamo-create-tables.ts';
import { openDynamoStore, type DynamoStoreOptions } from '../dynamo-store.ts';
import type { Store } from '../store.ts';
import { tableNames, type TableNames } from '../tables.ts';
import { startDynamoLocal, whatDynamoLocalLacks, type DynamoLocal } from './dynamo-local.ts';

export type DynamoFixture = {
  /** A client of the running DynamoDB Local; patient, since a test asks for much at once of a small machine. */
  createClient(options?: Partial<DynamoClientOptions>): DynamoDBDocumentClient;
  /** Creates empty tables that nobody else uses. */
  createTables(): Promise<TableNames>;
  /** A store over empty tables, or over the given ones. */
  openStore(options?: Partial<DynamoStoreOptions>): Promise<Store>;
};

/**
 * Runs tests against one genuine DynamoDB Local that is started for them. Where it cannot run they are skipped under a
 * name that says why; with `CI=true` that is a failure.
 */
export function describeOnDynamoLocal(name: string, tests: (fixture: DynamoFixture) => void) {
  // A JVM on a busy machine takes its time.
  vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 });
  const lacking = whatDynamoLocalLacks();
  const reason = lacking === undefined ? '' : ` (${lacking})`;
  const isSkipped = lacking !== undefined && process.env['CI'] !== 'true';
  describe.skipIf(isSkipped)(`${name}${reason}`, () => {
    let local: DynamoLocal | undefined;
    let clients: DynamoDBDocumentClient[] = [];
    let tableSets = 0;
    beforeAll(async () => {
      local = await startDynamoLocal();
    });
    afterAll(async () => {
      for (const client of clients) client.destroy();
      clients = [];
      await local?.stop();
    });

    const createClient = (options: Partial<DynamoClientOptions> = {}) => {
      const client = createDynamoClient({
        region: 'us-west-2',
        endpoint: local?.endpoint,
        connectTimeoutMs: 30_000,
        requestTimeoutMs: 30_000,
        ...options,
      });
      clients.push(client);
      return client;
    };
    const createFreshTables = async () => {
      tableSets += 1;
      const names = tableNames(`test${tableSets}`);
      await createTables(createClient(), names);
      return names;
    };
    tests({
      createClient,
      createTables: createFreshTables,
      openStore: async (options = {}) =>
        openDynamoStore({
          ...options,
          client: options.client ?? createClient(),
          tables: options.tables ?? (await createFreshTables()),
        }),
    });
  });
}
