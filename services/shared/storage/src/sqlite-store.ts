import { systemClock, type Clock } from '@books/service-kit/clock';
import { createSqliteBookRepository } from './sqlite-book-repository.ts';
import { createSqliteBulkLoader } from './sqlite-bulk-loader.ts';
import { openDatabase } from './sqlite-database.ts';
import { createSqliteRatingAudit } from './sqlite-rating-audit.ts';
import { createSqliteRatingRepository } from './sqlite-rating-repository.ts';
import { createSqliteReaderItemRepository } from './sqlite-reader-item-repository.ts';
import { createSqliteSystemRecords } from './sqlite-system-records.ts';
import type { Store } from './store.ts';

/**
 * The embedded store: one SQLite file, or `:memory:`.
 *
 * @throws DomainError conflict when the file has another schema version
 */
export function openSqliteStore(
  path: string,
  { now = systemClock }: { readonly now?: Clock } = {},
): Store {
  const database = openDatabase(path);
  return {
    books: createSqliteBookRepository(database, { now }),
    ratings: createSqliteRatingRepository(database),
    readerItems: createSqliteReaderItemRepository(database),
    system: createSqliteSystemRecords(database),
    loader: createSqliteBulkLoader(database),
    audit: createSqliteRatingAudit(database),
    close: async () => database.close(),
  };
}
