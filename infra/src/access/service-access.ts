import type { TableId } from '@books/storage/tables';
import type { ProcessName } from '@books/topology/processes';
import type { Search } from '@books/cdk8s/environments';

/** What DynamoDB can be asked on items; a transaction counts as the requests it is made of. */
export type ItemAction =
  | 'GetItem'
  | 'BatchGetItem'
  | 'Query'
  | 'Scan'
  | 'PutItem'
  | 'UpdateItem'
  | 'DeleteItem'
  | 'BatchWriteItem'
  | 'ConditionCheckItem';

/** What S3 can be asked on objects and the list of them. */
export type FileAction =
  'GetObject' | 'PutObject' | 'AbortMultipartUpload' | 'DeleteObject' | 'ListBucket';

/** What the OpenSearch domain can be asked, by its HTTP method. */
export type SearchAction = 'ESHttpGet' | 'ESHttpPost' | 'ESHttpPut' | 'ESHttpDelete';

/** Folders of the files bucket. */
export type FileFolder = 'catalogue' | 'search-index' | 'models';

export type ServiceAccess = {
  readonly tables: Partial<Record<TableId, readonly ItemAction[]>>;
  /** By table and index, as `ratings/by_time`: read by `Query` only. */
  readonly indexes?: readonly `${TableId}/${string}`[];
  readonly files?: Partial<Record<FileFolder, readonly FileAction[]>>;
  /** By path in the domain, where `*` stands for anything. */
  readonly search?: Readonly<Record<string, readonly SearchAction[]>>;
};

/** Finding a book by its id, by way of ids that were merged into another. */
const FINDS_BOOKS = {
  books: ['GetItem', 'BatchGetItem'],
  book_keys: ['BatchGetItem'],
} as const satisfies ServiceAccess['tables'];

/** Imports and what is not wanted. A rating out of a file is stored only while its import is as it was read. */
const WRITES_READER_ITEMS: readonly ItemAction[] = [
  'GetItem',
  'PutItem',
  'DeleteItem',
  'Query',
  'BatchWriteItem',
  'ConditionCheckItem',
];

/** Publishing files and clearing old ones away. */
const WRITES_FILES: readonly FileAction[] = [
  'GetObject',
  'PutObject',
  'AbortMultipartUpload',
  'DeleteObject',
  'ListBucket',
];

/**
 * What each process may do in AWS, request by request: the roles are made of this. The last story of `npm run e2e`
 * compares it with what the processes asked for in all stories, in both directions.
 *
 * Who answers requests may not scan: what such a process needs of all books the worker publishes as files.
 */
const SERVICE_ACCESS: Readonly<Record<ProcessName, ServiceAccess>> = {
  'search-api': {
    tables: {
      ...FINDS_BOOKS,
      book_stats: ['Query'],
      system: ['GetItem'],
    },
    indexes: ['books/recent_changes', 'book_keys/recent_changes'],
    files: { 'search-index': ['GetObject', 'ListBucket'] },
  },
  'bookdetail-api': {
    tables: {
      books: [...FINDS_BOOKS.books, 'PutItem'],
      book_keys: [...FINDS_BOOKS.book_keys, 'BatchWriteItem'],
      book_stats: ['Query', 'BatchGetItem'],
    },
  },
  'ratings-api': {
    tables: {
      ...FINDS_BOOKS,
      ratings: ['GetItem', 'BatchGetItem', 'PutItem', 'DeleteItem'],
      book_stats: ['Query', 'UpdateItem'],
      reader_items: WRITES_READER_ITEMS,
      // Nothing is written for a reader who was erased.
      erasures: ['GetItem', 'PutItem', 'ConditionCheckItem'],
    },
    indexes: ['ratings/by_time', 'ratings/by_book'],
  },
  'recommendation-api': {
    tables: {
      ...FINDS_BOOKS,
      reader_items: ['Query'],
      // The bulk load that the catalogue has to be of.
      system: ['GetItem'],
    },
    indexes: ['books/recent_changes', 'book_keys/recent_changes', 'ratings/by_time'],
    files: { catalogue: ['GetObject', 'ListBucket'], models: ['GetObject', 'ListBucket'] },
  },
  worker: {
    tables: {
      books: [...FINDS_BOOKS.books, 'Scan'],
      book_keys: FINDS_BOOKS.book_keys,
      ratings: ['Scan', 'BatchGetItem', 'GetItem', 'PutItem', 'DeleteItem'],
      // The audit looks at every book's shards again, and puts right what is wrong.
      book_stats: ['Scan', 'Query', 'PutItem', 'UpdateItem'],
      reader_items: WRITES_READER_ITEMS,
      erasures: ['GetItem', 'UpdateItem', 'ConditionCheckItem', 'Scan'],
      system: ['GetItem', 'PutItem'],
    },
    indexes: ['ratings/by_book', 'ratings/by_time'],
    files: {
      catalogue: WRITES_FILES,
      'search-index': WRITES_FILES,
      models: WRITES_FILES,
    },
  },
};

/**
 * What is different where OpenSearch searches: search-api asks it and nothing else, and the worker fills it, also with
 * what it finds in the indexes of recent changes. Paths are those of the index `books` and its versions.
 */
const WITH_OPENSEARCH: Readonly<Partial<Record<ProcessName, ServiceAccess>>> = {
  'search-api': {
    tables: {},
    search: {
      'books/_search': ['ESHttpPost'],
      'books-*/_count': ['ESHttpGet'],
      'books/_mapping': ['ESHttpGet'],
    },
  },
  worker: {
    ...SERVICE_ACCESS.worker,
    indexes: [
      ...(SERVICE_ACCESS.worker.indexes ?? []),
      'books/recent_changes',
      'book_keys/recent_changes',
    ],
    files: { catalogue: WRITES_FILES, models: WRITES_FILES },
    search: {
      'books*': ['ESHttpGet', 'ESHttpPost', 'ESHttpPut', 'ESHttpDelete'],
      _bulk: ['ESHttpPost'],
      _aliases: ['ESHttpPost'],
    },
  },
};

/** What a process may do where this searches. */
export function serviceAccess(name: ProcessName, search: Search): ServiceAccess {
  const own = search.kind === 'opensearch' ? WITH_OPENSEARCH[name] : undefined;
  return own ?? SERVICE_ACCESS[name];
}
