import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { batchWrite } from './dynamo-batch.ts';
import type { DynamoDeps, Item } from './dynamo-items.ts';
import { BULK_RETRIES } from './dynamo-retry.ts';
import type { StoreCopy } from './store-copy.ts';
import { TABLE_IDS, type TableId } from './tables.ts';

/** Tables that are made anew from the others, or mean something to running processes only. */
const DERIVED: readonly TableId[] = ['book_stats', 'system'];

export function createDynamoStoreCopy(deps: DynamoDeps): StoreCopy {
  const { client, tables } = deps;
  const copied = TABLE_IDS.filter((id) => !DERIVED.includes(id));
  const nameOf = (table: string): string => {
    const id = copied.find((one) => one === table);
    if (id === undefined) throw new Error(`there is no table ${table} to copy`);
    return tables[id];
  };
  return {
    kind: 'dynamodb',
    tables: copied,
    read: async (table, from, limit) => {
      const { Items = [], LastEvaluatedKey } = await client.send(
        new ScanCommand({
          TableName: nameOf(table),
          ConsistentRead: true,
          Limit: limit,
          ...(from !== undefined && { ExclusiveStartKey: JSON.parse(from) as Item }),
        }),
      );
      if (LastEvaluatedKey === undefined) return { rows: Items };
      return { rows: Items, next: JSON.stringify(LastEvaluatedKey) };
    },
    write: (table, rows) =>
      batchWrite(
        deps,
        nameOf(table),
        rows.map((row) => ({ put: { ...row } })),
        { policy: BULK_RETRIES },
      ),
  };
}
