import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { number, text, type DynamoDeps } from './dynamo-items.ts';
import type { SystemRecords } from './system-records.ts';

/**
 * A write whose answer is lost is sent again by the SDK and then seems to have come second: it is reported as lost
 * although it stands. Who holds a lease finds that out by reading it again.
 */
export function createDynamoSystemRecords({
  client,
  tables,
}: Pick<DynamoDeps, 'client' | 'tables'>): SystemRecords {
  return {
    read: async (id) => {
      const { Item } = await client.send(
        new GetCommand({ TableName: tables.system, Key: { id }, ConsistentRead: true }),
      );
      return Item && { value: JSON.parse(text(Item, 'value')), version: number(Item, 'version') };
    },
    write: async (id, value, knownVersion) => {
      const isNew = knownVersion === 0;
      try {
        await client.send(
          new PutCommand({
            TableName: tables.system,
            Item: { id, value: JSON.stringify(value), version: knownVersion + 1 },
            ConditionExpression: isNew ? 'attribute_not_exists(id)' : '#version = :known',
            ...(!isNew && {
              ExpressionAttributeNames: { '#version': 'version' },
              ExpressionAttributeValues: { ':known': knownVersion },
            }),
          }),
        );
        return knownVersion + 1;
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return undefined;
        throw error;
      }
    },
  };
}
