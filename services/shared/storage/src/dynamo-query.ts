import { QueryCommand, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import type { DynamoDeps, Item } from './dynamo-items.ts';

/**
 * The items of a query in its order, over as many of its pages as that takes.
 *
 * @param limit how many are wanted at most; all of them if not given
 */
export async function queryItems(
  { client }: Pick<DynamoDeps, 'client'>,
  query: QueryCommandInput,
  limit = Infinity,
): Promise<Item[]> {
  const items: Item[] = [];
  let startKey: Item | undefined;
  do {
    const { Items, LastEvaluatedKey } = await client.send(
      new QueryCommand({
        ...query,
        ...(limit !== Infinity && { Limit: limit - items.length }),
        ...(startKey && { ExclusiveStartKey: startKey }),
      }),
    );
    items.push(...(Items ?? []));
    startKey = LastEvaluatedKey;
  } while (startKey !== undefined && items.length < limit);
  return items;
}

/** How many items a query finds. */
export async function countItems(
  { client }: Pick<DynamoDeps, 'client'>,
  query: QueryCommandInput,
): Promise<number> {
  let count = 0;
  let startKey: Item | undefined;
  do {
    const { Count, LastEvaluatedKey } = await client.send(
      new QueryCommand({
        ...query,
        Select: 'COUNT',
        ...(startKey && { ExclusiveStartKey: startKey }),
      }),
    );
    count += Count ?? 0;
    startKey = LastEvaluatedKey;
  } while (startKey !== undefined);
  return count;
}
