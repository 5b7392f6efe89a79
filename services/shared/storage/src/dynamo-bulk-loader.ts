import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { applyRatingChange, NO_RATINGS, type RatingStats } from '@books/domain/rating-stats';
import type { BookId } from '@books/domain/ids';
import type { Clock } from '@books/service-kit/clock';
import { LAST_LOAD, type BulkLoader } from './bulk-loader.ts';
import { batchWrite, type BatchWrite } from './dynamo-batch.ts';
import { aliasKey, bookItem, isbnItems } from './dynamo-book-items.ts';
import { text, type DynamoDeps, type Item } from './dynamo-items.ts';
import { createLoadProgress, NO_PROGRESS } from './dynamo-load-progress.ts';
import { FIRST_SHARD, ratingFromItem, ratingItem, statsItem } from './dynamo-rating-items.ts';
import { BULK_RETRIES } from './dynamo-retry.ts';
import { scanPages } from './dynamo-scan.ts';
import { createDynamoSystemRecords } from './dynamo-system-records.ts';
import { TABLES, type TableDefinition, type TableId } from './tables.ts';
import { UNPACED, type WritePacer } from './write-pacer.ts';

export type DynamoLoadOptions = {
  /**
   * Tells one load from another: what is loaded and in which order. With it a load that was ended early goes on where
   * it stopped, when the same rows are handed over from the beginning; without it every load begins at its beginning.
   */
  readonly loadId?: string;
  /** Rows after which the progress of a load with an id is noted. */
  readonly rowsPerCheckpoint?: number;
  readonly pacer?: WritePacer;
};

const FILLED_TABLES = ['ratings', 'book_stats', 'book_keys', 'books'] as const;

export function createDynamoBulkLoader(
  deps: DynamoDeps & { readonly now: Clock },
  { loadId, rowsPerCheckpoint, pacer = UNPACED }: DynamoLoadOptions = {},
): BulkLoader {
  const { client, tables } = deps;
  const system = createDynamoSystemRecords(deps);
  const progress =
    loadId === undefined ? NO_PROGRESS : createLoadProgress(deps, loadId, rowsPerCheckpoint);

  const write = (table: TableId, writes: readonly BatchWrite[]) =>
    batchWrite(deps, tables[table], writes, { policy: BULK_RETRIES, pacer });
  const put = (table: TableId, items: readonly Item[]) =>
    write(
      table,
      items.map((item) => ({ put: item })),
    );

  const isTableEmpty = async (table: TableId): Promise<boolean> => {
    const { Items } = await client.send(
      new ScanCommand({ TableName: tables[table], Limit: 1, ConsistentRead: true }),
    );
    return (Items ?? []).length === 0;
  };

  const clearTable = async (table: TableId): Promise<void> => {
    const { partitionKey, sortKey }: TableDefinition = TABLES[table];
    const names = [partitionKey, ...(sortKey === undefined ? [] : [sortKey])].map(
      ({ name }) => name,
    );
    const pages = scanPages(deps, {
      TableName: tables[table],
      ProjectionExpression: names.map((name) => `#${name}`).join(', '),
      ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
    });
    for await (const keys of pages) {
      await write(
        table,
        keys.map((key) => ({ remove: key })),
      );
    }
  };

  return {
    isEmpty: async () => {
      // What this very load has stored is not in its way.
      if (await progress.isUnderWay()) return true;
      return (await isTableEmpty('books')) && (await isTableEmpty('ratings'));
    },

    clear: async () => {
      await progress.forget();
      for (const table of FILLED_TABLES) await clearTable(table);
    },

    putBooks: async (books) => {
      const fresh = await progress.freshOf('books', books);
      await put('books', lastOfEach(fresh, ({ book_id }) => book_id).map(bookItem));
      await put(
        'book_keys',
        lastOfEach(fresh.flatMap(isbnItems), (item) => text(item, 'key')),
      );
      await progress.noteStored();
    },

    putAliases: async (aliases) => {
      const fresh = await progress.freshOf('aliases', aliases);
      const items = fresh.map(({ from, to }) => ({ key: aliasKey(from), book_id: to }));
      await put(
        'book_keys',
        lastOfEach(items, ({ key }) => key),
      );
      await progress.noteStored();
    },

    putRatings: async (ratings) => {
      const fresh = await progress.freshOf('ratings', ratings);
      // A book's id has no blank in it, so no two pairs look alike.
      const distinct = lastOfEach(fresh, ({ userId, bookId }) => `${bookId} ${userId}`);
      await put(
        'ratings',
        distinct.map((rating) => ratingItem(rating, { version: 1 })),
      );
      await progress.noteStored();
    },

    finish: async () => {
      const statsByBook = await countStoredRatings(deps);
      await put(
        'book_stats',
        [...statsByBook].map(([bookId, stats]) => statsItem(bookId, FIRST_SHARD, stats)),
      );
      // Nobody else writes this record, and a load that was ended here is finished again.
      const { version = 0 } = (await system.read(LAST_LOAD)) ?? {};
      await system.write(LAST_LOAD, { finishedAtMs: deps.now().getTime() }, version);
      await progress.forget();
    },
  };
}

/**
 * The stats of every rated book. Counted from what is stored, not from what was handed over: a rating
 * may come twice in a load, and a load may take several runs.
 */
async function countStoredRatings(deps: DynamoDeps): Promise<Map<BookId, RatingStats>> {
  const statsByBook = new Map<BookId, RatingStats>();
  const pages = scanPages(deps, {
    TableName: deps.tables.ratings,
    ProjectionExpression: 'user_id, book_id, half_stars, rated_at',
  });
  for await (const items of pages) {
    for (const { bookId, stars } of items.map(ratingFromItem)) {
      const change = { before: undefined, after: stars };
      const counted = statsByBook.get(bookId) ?? NO_RATINGS;
      statsByBook.set(bookId, applyRatingChange(counted, change));
    }
  }
  return statsByBook;
}

/** Entries without those that a later one with the same key replaces: a batch takes each item once. */
function lastOfEach<Entry>(
  entries: readonly Entry[],
  keyOf: (entry: Entry) => string,
): readonly Entry[] {
  return [...new Map(entries.map((entry) => [keyOf(entry), entry])).values()];
}
