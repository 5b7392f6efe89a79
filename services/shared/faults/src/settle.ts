import { ScanCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { isSameStats, statsOf } from '@books/domain/rating-stats';
import type { Store } from '@books/storage/store';
import type { Operation } from './history/history.ts';

/** What lies in the store when nobody writes any more. */
export type Settled = {
  readonly ratings: number;
  /** Books whose stats are not those of their ratings. */
  readonly mismatches: readonly string[];
  /** A last look at every rating, absent ones included, for the history. */
  readonly reads: readonly Operation[];
};

/** Reads the whole store once, and sees each pair of reader and book of the history as it is at the end. */
export async function readSettled(
  { store, client, table }: { store: Store; client: DynamoDBDocumentClient; table: string },
  history: readonly Operation[],
): Promise<Settled> {
  const invokedAt = performance.now();
  const items = await scanAll(client, table);
  const completedAt = performance.now();
  const stored = new Map(items.map((item) => [`${item.user_id} ${item.book_id}`, item]));
  const pairs = new Map(history.map(({ reader, book }) => [`${reader} ${book}`, { reader, book }]));
  const reads = [...pairs].map(([name, pair]): Operation => {
    const item = stored.get(name);
    const times = { invokedAt, completedAt };
    if (item === undefined) return { ...pair, ...times, kind: 'read' };
    const seen = { stars: item.half_stars / 2, ratedAtMs: Date.parse(item.rated_at) };
    return { ...pair, ...times, kind: 'read', seen, version: item.version };
  });

  const starsByBook = Map.groupBy(items, ({ book_id }) => book_id);
  const statsByBook = new Map<string, unknown>();
  const mismatches: string[] = [];
  for await (const { bookId, stats } of store.ratings.allStats()) {
    statsByBook.set(bookId, stats);
    const counted = statsOf((starsByBook.get(bookId) ?? []).map((item) => item.half_stars / 2));
    if (!isSameStats(stats, counted)) mismatches.push(bookId);
  }
  for (const bookId of starsByBook.keys()) {
    if (!statsByBook.has(bookId)) mismatches.push(bookId);
  }
  return { ratings: items.length, mismatches, reads };
}

type RatingItem = {
  readonly user_id: string;
  readonly book_id: string;
  readonly half_stars: number;
  readonly rated_at: string;
  readonly version: number;
};

async function scanAll(client: DynamoDBDocumentClient, table: string): Promise<RatingItem[]> {
  const items: RatingItem[] = [];
  let startKey: Record<string, unknown> | undefined;
  do {
    const { Items = [], LastEvaluatedKey } = await client.send(
      new ScanCommand({
        TableName: table,
        ConsistentRead: true,
        ...(startKey && { ExclusiveStartKey: startKey }),
      }),
    );
    items.push(...(Items as RatingItem[]));
    startKey = LastEvaluatedKey;
  } while (startKey !== undefined);
  return items;
}
