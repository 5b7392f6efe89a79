import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { BookId, UserId } from '@books/domain/ids';
import { isSameStats, mergeStats, statsOf, type RatingStats } from '@books/domain/rating-stats';
import { z } from 'zod';
import { batchGet } from './dynamo-batch.ts';
import { number, text, type DynamoDeps, type Item } from './dynamo-items.ts';
import { queryItems } from './dynamo-query.ts';
import { STATS_SHARDS, statsFromItems, statsItem, statsShard } from './dynamo-rating-items.ts';
import type { RatingAudit } from './rating-audit.ts';

/** Where a walk stands: in which table, after which item. */
const Place = z.object({
  table: z.enum(['books', 'book_stats']),
  after: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
});
type Place = z.infer<typeof Place>;

/** A part of a book's stats. */
type Shard = {
  readonly stats: RatingStats;
  /** How often it was changed; absent when it never was, since it was loaded or is not there. */
  readonly changes: number | undefined;
};

/**
 * The audit in DynamoDB. The index `by_book` tells who has rated, the table itself what: it is read consistently. Every
 * change of stats counts up `changes` in its transaction, so two reads of the stats that find the same counts have no
 * change between them, and a repair on the condition of that count overwrites none.
 */
export function createDynamoRatingAudit(deps: DynamoDeps): RatingAudit {
  const { client, tables } = deps;

  const readShards = async (bookId: BookId): Promise<Shard[]> => {
    const items = await queryItems(deps, {
      TableName: tables.book_stats,
      KeyConditionExpression: 'book_id = :book',
      ExpressionAttributeValues: { ':book': bookId },
      ConsistentRead: true,
    });
    return Array.from({ length: STATS_SHARDS }, (_, shard) => {
      const item = items.find((one) => number(one, 'shard') === shard);
      return {
        stats: statsFromItems(item === undefined ? [] : [item]),
        changes: item && 'changes' in item ? number(item, 'changes') : undefined,
      };
    });
  };

  const countRatings = async (bookId: BookId): Promise<RatingStats[]> => {
    const entries = await queryItems(deps, {
      TableName: tables.ratings,
      IndexName: 'by_book',
      KeyConditionExpression: 'book_id = :book',
      ExpressionAttributeValues: { ':book': bookId },
      ProjectionExpression: 'user_id, book_id',
    });
    const ratings = await batchGet(deps, tables.ratings, entries);
    // The ids were checked when they were written, hence the cast.
    const shardOf = (rating: Item) => statsShard(text(rating, 'user_id') as UserId);
    const byShard = Map.groupBy(ratings, shardOf);
    return Array.from({ length: STATS_SHARDS }, (_, shard) =>
      statsOf((byShard.get(shard) ?? []).map((rating) => number(rating, 'half_stars') / 2)),
    );
  };

  /** @returns false when the shard was changed since it was read */
  const repairShard = async (bookId: BookId, shard: number, was: Shard, stats: RatingStats) => {
    const condition =
      was.changes === undefined
        ? { ConditionExpression: 'attribute_not_exists(changes)' }
        : {
            ConditionExpression: 'changes = :changes',
            ExpressionAttributeValues: { ':changes': was.changes },
          };
    const changes = (was.changes ?? 0) + 1;
    try {
      await client.send(
        new PutCommand({
          TableName: tables.book_stats,
          Item: { ...statsItem(bookId, shard, stats), changes },
          ...condition,
        }),
      );
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  };

  return {
    walk: async (from, limit) => {
      const { table, after }: Place =
        from === undefined ? { table: 'books' } : Place.parse(JSON.parse(from));
      const { Items = [], LastEvaluatedKey } = await client.send(
        new ScanCommand({
          TableName: tables[table],
          ProjectionExpression: 'book_id',
          Limit: limit,
          ...(after && { ExclusiveStartKey: after }),
        }),
      );
      const bookIds = [...new Set(Items.map((item) => text(item, 'book_id') as BookId))];
      const next = nextPlace(table, LastEvaluatedKey);
      return next === undefined ? { bookIds } : { bookIds, next };
    },

    audit: async (bookId) => {
      const before = await readShards(bookId);
      const counted = await countRatings(bookId);
      const after = await readShards(bookId);
      const isQuiet = before.every(
        ({ stats, changes }, shard) =>
          changes === after[shard]!.changes && isSameStats(stats, after[shard]!.stats),
      );
      if (!isQuiet) return { outcome: 'changing' };
      const wrong = counted.flatMap((stats, shard) =>
        isSameStats(stats, before[shard]!.stats) ? [] : [{ shard, stats }],
      );
      if (wrong.length === 0) return { outcome: 'equal' };
      return {
        outcome: 'mismatch',
        stored: mergeStats(before.map(({ stats }) => stats)),
        counted: mergeStats(counted),
        repair: async () => {
          const repaired = await Promise.all(
            wrong.map(({ shard, stats }) => repairShard(bookId, shard, before[shard]!, stats)),
          );
          return repaired.every(Boolean);
        },
      };
    },
  };
}

/** The rest of the table, then the next table, then nothing. */
function nextPlace(table: Place['table'], lastKey: Item | undefined): string | undefined {
  if (lastKey !== undefined) return JSON.stringify({ table, after: lastKey });
  return table === 'books' ? JSON.stringify({ table: 'book_stats' }) : undefined;
}
