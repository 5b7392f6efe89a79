import type { TableId } from '@books/storage/tables';
import type { ProcessName } from '@books/topology/processes';

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
export type FileAction = 'GetObject' | 'PutObject' | 'DeleteObject' | 'ListBucket';

/** Folders of the files bucket. */
export type FileFolder = 'search-index' | 'models';

export type ServiceAccess = {
  readonly tables: Partial<Record<TableId, readonly ItemAction[]>>;
  /** By table and index, as `ratings/by_time`: read by `Query` only. */
  readonly indexes?: readonly `${TableId}/${string}`[];
  readonly files?: Partial<Record<FileFolder, readonly FileAction[]>>;
};

/**
 * What each process may do in AWS, request by request: the roles are made of this. A test plays the product and
 * compares with what was really asked, in both directions.
 */
export const SERVICE_ACCESS: Readonly<Record<ProcessName, ServiceAccess>> = {
  'search-api': {
    tables: {
      books: ['GetItem', 'BatchGetItem'],
      book_stats: ['Query', 'BatchGetItem'],
      system: ['GetItem'],
    },
    indexes: ['books/recent_changes'],
    files: { 'search-index': ['GetObject', 'ListBucket'] },
  },
  'bookdetail-api': {
    tables: {
      books: ['GetItem', 'BatchGetItem', 'PutItem', 'UpdateItem', 'DeleteItem'],
      book_keys: ['GetItem', 'BatchGetItem', 'PutItem', 'UpdateItem'],
      book_stats: ['Query', 'BatchGetItem'],
    },
  },
  'ratings-api': {
    tables: {
      books: ['GetItem', 'BatchGetItem'],
      book_keys: ['GetItem', 'BatchGetItem'],
      ratings: ['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query'],
      book_stats: ['Query', 'UpdateItem', 'BatchGetItem'],
      reader_items: ['GetItem', 'PutItem', 'DeleteItem', 'Query'],
    },
    indexes: ['ratings/by_time', 'ratings/by_book'],
  },
  'recommendation-api': {
    tables: {
      books: ['GetItem', 'BatchGetItem'],
      book_keys: ['GetItem', 'BatchGetItem'],
      reader_items: ['Query'],
      ratings: ['Query'],
    },
    indexes: ['ratings/by_time'],
    files: { models: ['GetObject', 'ListBucket'] },
  },
  worker: {
    tables: {
      books: ['Scan'],
      ratings: ['Scan'],
      book_stats: ['Scan'],
      system: ['GetItem', 'PutItem'],
    },
    files: {
      'search-index': ['GetObject', 'PutObject', 'DeleteObject', 'ListBucket'],
      models: ['GetObject', 'PutObject', 'DeleteObject', 'ListBucket'],
    },
  },
};
