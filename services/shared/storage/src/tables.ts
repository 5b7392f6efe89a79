/**
 * Every DynamoDB table of the platform, said once: read by the infrastructure code, by local table creation and by the
 * adapters. Why the keys are what they are: docs/data-architecture.md.
 */

export type KeyAttribute = { readonly name: string; readonly type: 'S' | 'N' };

/** A second order of a table's items. */
export type TableIndex = {
  readonly name: string;
  readonly partitionKey: KeyAttribute;
  readonly sortKey: KeyAttribute;
  /** What an entry carries beside the keys of index and table. */
  readonly projected: readonly string[];
};

export type TableDefinition = {
  readonly partitionKey: KeyAttribute;
  readonly sortKey?: KeyAttribute;
  /** Share the table's partition key and can be read consistently. Cannot be added to a table that exists. */
  readonly localIndexes?: readonly TableIndex[];
  /** Follow the table after a moment; items that lack an index's keys are not in it. */
  readonly globalIndexes?: readonly TableIndex[];
  /** Seconds since 1970 after which the item may be removed. */
  readonly timeToLiveAttribute?: string;
};

const text = (name: string): KeyAttribute => ({ name, type: 'S' });
const number = (name: string): KeyAttribute => ({ name, type: 'N' });

export const TABLES = {
  /** The catalogue: one record a book. */
  books: {
    partitionKey: text('book_id'),
    globalIndexes: [
      {
        // Sparse: a book is in it from its first single change on, bulk loads leave it out.
        name: 'recent_changes',
        partitionKey: text('change_bucket'),
        sortKey: text('updated_at'),
        projected: [],
      },
    ],
  },
  /** One rating a reader and book. */
  ratings: {
    partitionKey: text('user_id'),
    sortKey: text('book_id'),
    localIndexes: [
      {
        name: 'by_time',
        partitionKey: text('user_id'),
        // Time and book in one key, since DynamoDB promises no order among equal sort keys.
        sortKey: text('rated_at_book_id'),
        projected: ['half_stars', 'rated_at'],
      },
    ],
    globalIndexes: [
      {
        name: 'by_book',
        partitionKey: text('book_id'),
        sortKey: text('rated_at_user_id'),
        projected: ['half_stars', 'rated_at'],
      },
    ],
  },
  /** What a book's ratings add up to, over a few shards by reader so that a bestseller is no hot key. */
  book_stats: { partitionKey: text('book_id'), sortKey: number('shard') },
  /** From an ISBN or an id that was merged away to a book. */
  book_keys: {
    partitionKey: text('key'),
    globalIndexes: [
      {
        // Sparse: ids that were merged away one by one, bulk loads leave them out.
        name: 'recent_changes',
        partitionKey: text('change_bucket'),
        sortKey: text('updated_at'),
        projected: [],
      },
    ],
  },
  /** What a reader keeps beside ratings. The sort key is the kind, then what it is about. */
  reader_items: { partitionKey: text('user_id'), sortKey: text('item') },
  /** Readers who were erased, under a keyed hash of their id. */
  erasures: { partitionKey: text('user_hash'), timeToLiveAttribute: 'expires_at' },
  /** Published versions, leases and checkpoints. */
  system: { partitionKey: text('id') },
} as const satisfies Record<string, TableDefinition>;

export type TableId = keyof typeof TABLES;
export type TableNames = Readonly<Record<TableId, string>>;

export const TABLE_IDS = Object.keys(TABLES) as readonly TableId[];

/**
 * The tables' names in an environment: `book-recommendation-<table>-<environment>`.
 *
 * @param given names that operators chose themselves; `undefined` counts as not chosen
 */
export function tableNames(
  environment: string,
  given: Readonly<Partial<Record<TableId, string | undefined>>> = {},
): TableNames {
  const names = TABLE_IDS.map(
    (id) => [id, given[id] ?? `book-recommendation-${id}-${environment}`] as const,
  );
  return Object.fromEntries(names) as Record<TableId, string>;
}
