import { ScanCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import type { BookId } from '@books/domain/ids';
import { isSameStats, NO_RATINGS, statsOf, type RatingStats } from '@books/domain/rating-stats';
import { z } from 'zod';
import { batchGet } from './dynamo-batch.ts';
import { isContention } from './dynamo-errors.ts';
import { number, text, type DynamoDeps, type Item } from './dynamo-items.ts';
import { queryItems } from './dynamo-query.ts';
import {
  FIRST_SHARD,
  HAS_FURTHER_SHARDS,
  statsFromItems,
  statsItem,
} from './dynamo-rating-items.ts';
import type { RatingAudit } from './rating-audit.ts';

/** Where a walk stands: in which table, after which item. */
const Place = z.object({
  table: z.enum(['books', 'book_stats']),
  after: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
});
type Place = z.infer<typeof Place>;

/**
 * The audit in DynamoDB. The index `by_book` tells who has rated, the table itself what: it is read consistently. Every
 * change of stats counts up `changes` in its transaction, so two reads of the stats that find the same counts have no
 * change between them, and a repair on the condition of that count overwrites none.
 */
export function createDynamoRatingAudit(deps: DynamoDeps): RatingAudit {
  const { client, tables } = deps;

  const readShards = (bookId: BookId): Promise<Item[]> =>
    queryItems(deps, {
      TableName: tables.book_stats,
      KeyConditionExpression: 'book_id = :book',
      ExpressionAttributeValues: { ':book': bookId },
      ConsistentRead: true,
    });

  const countRatings = async (bookId: BookId): Promise<RatingStats> => {
    const entries = await queryItems(deps, {
      TableName: tables.ratings,
      IndexName: 'by_book',
      KeyConditionExpression: 'book_id = :book',
      ExpressionAttributeValues: { ':book': bookId },
      ProjectionExpression: 'user_id, book_id',
    });
    const ratings = await batchGet(deps, tables.ratings, entries);
    return statsOf(ratings.map((rating) => number(rating, 'half_stars') / 2));
  };

  /** Puts all into the first shard and nothing into the others. @returns false when one was changed since it was read */
  const repair = async (bookId: BookId, was: readonly Item[], counted: RatingStats) => {
    const first = was.find(isFirst) ?? { shard: FIRST_SHARD };
    const puts = [first, ...was.filter((item) => !isFirst(item))].map((item) => ({
      Put: {
        TableName: tables.book_stats,
        Item: {
          ...statsItem(bookId, number(item, 'shard'), isFirst(item) ? counted : NO_RATINGS),
          ...(HAS_FURTHER_SHARDS in item && { [HAS_FURTHER_SHARDS]: true }),
          changes: (changesOf(item) ?? 0) + 1,
        },
        ...unchangedSince(item),
      },
    }));
    try {
      await client.send(new TransactWriteCommand({ TransactItems: puts }));
      return true;
    } catch (error) {
      if (isContention(error)) return false;
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
      if (!isSameState(before, after)) return { outcome: 'changing' };
      const stored = statsFromItems(before);
      if (isSameStats(stored, counted) && isFoundByAll(before)) return { outcome: 'equal' };
      return {
        outcome: 'mismatch',
        stored,
        counted,
        repair: () => repair(bookId, before, counted),
      };
    },
  };
}

const isFirst = (item: Item) => number(item, 'shard') === FIRST_SHARD;

/** How often a shard was changed; `undefined` when it never was, since it was loaded or is not there. */
const changesOf = (item: Item) => ('changes' in item ? number(item, 'changes') : undefined);

function unchangedSince(item: Item) {
  const changes = changesOf(item);
  return changes === undefined
    ? { ConditionExpression: 'attribute_not_exists(changes)' }
    : {
        ConditionExpression: 'changes = :changes',
        ExpressionAttributeValues: { ':changes': changes },
      };
}

function isSameState(before: readonly Item[], after: readonly Item[]): boolean {
  return (
    before.length === after.length &&
    before.every((item, at) => {
      const later = after[at]!;
      return (
        item['shard'] === later['shard'] &&
        changesOf(item) === changesOf(later) &&
        isSameStats(statsFromItems([item]), statsFromItems([later]))
      );
    })
  );
}

/** Whether those who read the first shard only until they are told of others come to the same stats. */
function isFoundByAll(shards: readonly Item[]): boolean {
  return (
    shards.some((item) => HAS_FURTHER_SHARDS in item) ||
    shards.every((item) => isFirst(item) || isSameStats(statsFromItems([item]), NO_RATINGS))
  );
}

/** The rest of the table, then the next table, then nothing. */
function nextPlace(table: Place['table'], lastKey: Item | undefined): string | undefined {
  if (lastKey !== undefined) return JSON.stringify({ table, after: lastKey });
  return table === 'books' ? JSON.stringify({ table: 'book_stats' }) : undefined;
}
