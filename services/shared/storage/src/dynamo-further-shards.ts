import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { BookId } from '@books/domain/ids';
import type { DynamoDeps } from './dynamo-items.ts';
import { queryItems } from './dynamo-query.ts';
import { FIRST_SHARD, FURTHER_SHARDS, HAS_FURTHER_SHARDS } from './dynamo-rating-items.ts';

/** Once may be chance, and a further shard makes every later batch with the book cost more. */
const MEETINGS_ON_FIRST_SHARD = 2;

/** Spreads the stats of books that many rate at the same moment. */
export function createFurtherShards({ client, tables, retry }: DynamoDeps) {
  const TableName = tables.book_stats;

  const isMarked = async (bookId: BookId): Promise<boolean> => {
    const [first] = await queryItems(
      { client },
      {
        TableName,
        KeyConditionExpression: 'book_id = :book AND #shard = :first',
        ExpressionAttributeNames: { '#shard': 'shard' },
        ExpressionAttributeValues: { ':book': bookId, ':first': FIRST_SHARD },
        ConsistentRead: true,
      },
    );
    return first !== undefined && HAS_FURTHER_SHARDS in first;
  };

  return {
    /**
     * Where a change of a book's stats is to be counted.
     *
     * @param meetings how often the change has failed, most likely for others on the same shard
     * @returns a further shard only when readers of the stats know that there are some
     */
    async shardFor(bookId: BookId, meetings: number): Promise<number> {
      if (meetings < MEETINGS_ON_FIRST_SHARD) return FIRST_SHARD;
      if (!(await isMarked(bookId))) {
        await client.send(
          new UpdateCommand({
            TableName,
            Key: { book_id: bookId, shard: FIRST_SHARD },
            UpdateExpression: 'SET #mark = :true',
            ExpressionAttributeNames: { '#mark': HAS_FURTHER_SHARDS },
            ExpressionAttributeValues: { ':true': true },
          }),
        );
      }
      const place = Math.floor(retry.random() * FURTHER_SHARDS.length);
      return FURTHER_SHARDS[place] ?? FIRST_SHARD;
    },
  };
}
