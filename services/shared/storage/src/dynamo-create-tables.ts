import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DescribeTimeToLiveCommand,
  type DynamoDBClient,
  type GlobalSecondaryIndex,
  ResourceInUseException,
  UpdateTimeToLiveCommand,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import {
  TABLE_IDS,
  TABLES,
  type KeyAttribute,
  type TableDefinition,
  type TableIndex,
  type TableNames,
} from './tables.ts';

const LONGEST_WAIT_SECONDS = 60;

/**
 * Creates the tables that are not there yet, for DynamoDB Local; in the cloud the infrastructure code does. A table
 * that is there stays as it is.
 */
export async function createTables(client: DynamoDBClient, names: TableNames): Promise<void> {
  for (const id of TABLE_IDS) await createTable(client, names[id], TABLES[id]);
}

async function createTable(
  client: DynamoDBClient,
  name: string,
  definition: TableDefinition,
): Promise<void> {
  try {
    await client.send(new CreateTableCommand(tableInput(name, definition)));
  } catch (error) {
    if (!isThereAlready(error)) throw error;
  }
  await waitUntilTableExists(
    { client, maxWaitTime: LONGEST_WAIT_SECONDS, minDelay: 1, maxDelay: 2 },
    { TableName: name },
  );
  if (definition.timeToLiveAttribute !== undefined) {
    await enableTimeToLive(client, name, definition.timeToLiveAttribute);
  }
}

async function enableTimeToLive(client: DynamoDBClient, name: string, attribute: string) {
  const { TimeToLiveDescription } = await client.send(
    new DescribeTimeToLiveCommand({ TableName: name }),
  );
  // To enable it twice is an error.
  if (TimeToLiveDescription?.TimeToLiveStatus !== 'DISABLED') return;
  await client.send(
    new UpdateTimeToLiveCommand({
      TableName: name,
      TimeToLiveSpecification: { Enabled: true, AttributeName: attribute },
    }),
  );
}

/** What `CreateTable` takes for a definition, billed by request. */
export function tableInput(name: string, definition: TableDefinition): CreateTableCommandInput {
  const { partitionKey, sortKey, localIndexes = [], globalIndexes = [] } = definition;
  const keys = [
    partitionKey,
    sortKey,
    ...[...localIndexes, ...globalIndexes].flatMap((index) => [index.partitionKey, index.sortKey]),
  ].filter((key) => key !== undefined);
  const typeByName = new Map(keys.map((key) => [key.name, key.type]));
  return {
    TableName: name,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [...typeByName].map(([AttributeName, AttributeType]) => ({
      AttributeName,
      AttributeType,
    })),
    KeySchema: keySchema(partitionKey, sortKey),
    ...(localIndexes.length > 0 && { LocalSecondaryIndexes: localIndexes.map(indexInput) }),
    ...(globalIndexes.length > 0 && { GlobalSecondaryIndexes: globalIndexes.map(indexInput) }),
  };
}

function indexInput({ name, partitionKey, sortKey, projected }: TableIndex): GlobalSecondaryIndex {
  return {
    IndexName: name,
    KeySchema: keySchema(partitionKey, sortKey),
    Projection:
      projected.length === 0
        ? { ProjectionType: 'KEYS_ONLY' }
        : { ProjectionType: 'INCLUDE', NonKeyAttributes: [...projected] },
  };
}

function keySchema(partitionKey: KeyAttribute, sortKey: KeyAttribute | undefined) {
  return [
    { AttributeName: partitionKey.name, KeyType: 'HASH' as const },
    ...(sortKey === undefined ? [] : [{ AttributeName: sortKey.name, KeyType: 'RANGE' as const }]),
  ];
}

/** The client may have put the SDK's error in our words. */
function isThereAlready(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return error instanceof ResourceInUseException || error.cause instanceof ResourceInUseException;
}
