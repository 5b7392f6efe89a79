import type { QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import type { BookId } from '@books/domain/ids';
import type { Rating } from '@books/domain/rating';
import { mergeStats, NO_RATINGS, type RatingStats } from '@books/domain/rating-stats';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { batchGet } from './dynamo-batch.ts';
import type { ErasedGuard } from './dynamo-erasure-repository.ts';
import { text, type DynamoDeps, type Item } from './dynamo-items.ts';
import type { FurtherShardsDeps } from './dynamo-further-shards.ts';
import { countItems, queryItems } from './dynamo-query.ts';
import {
  FIRST_SHARD,
  HAS_FURTHER_SHARDS,
  ratingFromItem,
  statsFromItems,
  timeKey,
} from './dynamo-rating-items.ts';
import { createRatingWriter } from './dynamo-rating-writer.ts';
import { scanPages, scanParts } from './dynamo-scan.ts';
import type { Page, PageRequest } from './page.ts';
import type { RatingPart, RatingRepository } from './rating-repository.ts';

/**
 * Ratings in DynamoDB. What a reader has done is in their next read: everything is read consistently but the list of a
 * book's ratings, which follows after a moment.
 */
export function createDynamoRatingRepository(
  deps: FurtherShardsDeps & { readonly erasedGuard: ErasedGuard },
): RatingRepository {
  const { tables } = deps;
  const writer = createRatingWriter(deps);

  const parts = async function* (after?: string): AsyncIterable<RatingPart> {
    const scan = {
      TableName: tables.ratings,
      ProjectionExpression: 'user_id, book_id, half_stars, rated_at',
    };
    for await (const { items, cursor } of scanParts(deps, scan, after)) {
      yield { ratings: items.map(ratingFromItem), cursor };
    }
  };

  const stats = async (bookId: BookId): Promise<RatingStats> =>
    statsFromItems(
      await queryItems(deps, {
        TableName: tables.book_stats,
        ...whereEqual('book_id', bookId),
        ConsistentRead: true,
      }),
    );

  return {
    rate: async (rating, guess) => {
      const before = await writer.change(rating.userId, rating.bookId, rating, guess);
      const after = await stats(rating.bookId);
      return before === undefined ? { stats: after } : { before, stats: after };
    },

    remove: (userId, bookId) => writer.change(userId, bookId, undefined),

    changeManyIf: writer.changeManyIf,

    find: async (userId, bookId) => (await writer.read(userId, bookId))?.rating,

    findMany: async (userId, bookIds) => {
      const keys = [...new Set(bookIds)].map((book_id) => ({ user_id: userId, book_id }));
      const ratings = (await batchGet(deps, tables.ratings, keys)).map(ratingFromItem);
      return new Map(ratings.map((rating) => [rating.bookId, rating]));
    },

    listByUser: (userId, page) =>
      readPage(deps, page, {
        query: { TableName: tables.ratings, IndexName: 'by_time', ConsistentRead: true },
        partition: ['user_id', userId],
        sortKey: 'rated_at_book_id',
        idOf: (rating) => rating.bookId,
      }),

    countByUser: (userId) =>
      // The index has less to read of each rating than the table.
      countItems(deps, {
        TableName: tables.ratings,
        IndexName: 'by_time',
        ...whereEqual('user_id', userId),
        ConsistentRead: true,
      }),

    listByBook: (bookId, page) =>
      readPage(deps, page, {
        query: { TableName: tables.ratings, IndexName: 'by_book' },
        partition: ['book_id', bookId],
        sortKey: 'rated_at_user_id',
        idOf: (rating) => rating.userId,
      }),

    stats,

    statsOf: async (bookIds) => {
      const distinct = [...new Set(bookIds)];
      const first = await batchGet(
        deps,
        tables.book_stats,
        distinct.map((book_id) => ({ book_id, shard: FIRST_SHARD })),
      );
      const firstByBook = new Map(first.map((item) => [text(item, 'book_id'), item]));
      return new Map(
        await Promise.all(
          distinct.map(async (bookId) => {
            const item = firstByBook.get(bookId);
            const isAll = item === undefined || !(HAS_FURTHER_SHARDS in item);
            // Seldom. All shards at one moment, since a rating may be added to one and taken from another.
            const found = isAll ? statsFromItems(item ? [item] : []) : await stats(bookId);
            return [bookId, found] as const;
          }),
        ),
      );
    },

    async *allStats() {
      // Shards of one book may come on different pages, so a book is complete at the end only.
      const statsByBook = new Map<BookId, RatingStats>();
      for await (const items of scanPages(deps, { TableName: tables.book_stats })) {
        for (const item of items) {
          const bookId = text(item, 'book_id') as BookId;
          const known = statsByBook.get(bookId) ?? NO_RATINGS;
          statsByBook.set(bookId, mergeStats([known, statsFromItems([item])]));
        }
      }
      for (const [bookId, stats] of statsByBook) if (stats.count > 0) yield { bookId, stats };
    },

    async *all() {
      for await (const { ratings } of parts()) yield* ratings;
    },
    parts,
  };
}

function whereEqual(attribute: string, value: string) {
  return {
    KeyConditionExpression: '#partition = :partition',
    ExpressionAttributeNames: { '#partition': attribute },
    ExpressionAttributeValues: { ':partition': value } as Item,
  };
}

type TimedList = {
  readonly query: QueryCommandInput;
  readonly partition: readonly [attribute: string, value: string];
  /** Holds the {@link timeKey} of {@link idOf}. */
  readonly sortKey: string;
  readonly idOf: (rating: Rating) => string;
};

/** One page of a list by falling time; one item more than asked for tells whether another page follows. */
async function readPage(
  deps: Pick<DynamoDeps, 'client'>,
  { limit, cursor }: PageRequest,
  { query, partition, sortKey, idOf }: TimedList,
): Promise<Page<Rating>> {
  const condition = whereEqual(...partition);
  if (cursor !== undefined) {
    condition.KeyConditionExpression += ` AND ${sortKey} < :position`;
    condition.ExpressionAttributeValues[':position'] = timeKey(...decodeCursor(cursor));
  }
  const items = await queryItems(
    deps,
    { ...query, ...condition, ScanIndexForward: false },
    limit + 1,
  );
  const ratings = items.slice(0, limit).map(ratingFromItem);
  const last = ratings.at(-1);
  if (items.length <= limit || last === undefined) return { items: ratings };
  return { items: ratings, nextCursor: encodeCursor([last.ratedAt.getTime(), idOf(last)]) };
}
