import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { BookId } from '@books/domain/ids';
import type { Clock } from '@books/service-kit/clock';
import type { DynamoDeps } from './dynamo-items.ts';
import { queryItems } from './dynamo-query.ts';
import { FIRST_SHARD, FURTHER_SHARDS, HAS_FURTHER_SHARDS } from './dynamo-rating-items.ts';

/** Once may be chance, and a further shard makes every later batch with the book cost more. */
const MEETINGS_ON_FIRST_SHARD = 2;
const ALL_SHARDS = [FIRST_SHARD, ...FURTHER_SHARDS];

/**
 * How long it is remembered that a book is marked: in a rush one look is enough for many ratings. A mark goes only with the
 * whole store, when it is loaded anew.
 */
const REMEMBERED_MS = 10_000;
const MOST_REMEMBERED = 1000;

export type FurtherShardsDeps = DynamoDeps & { readonly now: Clock };

/** Spreads the stats of books that many rate at the same moment. */
export function createFurtherShards({ client, tables, retry, now }: FurtherShardsDeps) {
  const TableName = tables.book_stats;
  const markedUntilMs = new Map<BookId, number>();

  const isRemembered = (bookId: BookId) => (markedUntilMs.get(bookId) ?? 0) > now().getTime();
  const remember = (bookId: BookId) => {
    if (markedUntilMs.size >= MOST_REMEMBERED) markedUntilMs.clear();
    markedUntilMs.set(bookId, now().getTime() + REMEMBERED_MS);
  };
  const oneOf = (shards: readonly number[]) =>
    shards[Math.floor(retry.random() * shards.length)] ?? FIRST_SHARD;

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
      const hasMet = meetings >= MEETINGS_ON_FIRST_SHARD;
      if (isRemembered(bookId)) return oneOf(hasMet ? FURTHER_SHARDS : ALL_SHARDS);
      if (!hasMet) return FIRST_SHARD;
      if (!(await isMarked(bookId))) {
        await client.send(
          new UpdateCommand({
            TableName,
            Key: { book_id: bookId, shard: FIRST_SHARD },
            // A change like any other, lest a repair that has read the shard before take the mark away.
            UpdateExpression: 'SET #mark = :true ADD changes :one',
            ExpressionAttributeNames: { '#mark': HAS_FURTHER_SHARDS },
            ExpressionAttributeValues: { ':true': true, ':one': 1 },
          }),
        );
      }
      remember(bookId);
      return oneOf(FURTHER_SHARDS);
    },
  };
}
