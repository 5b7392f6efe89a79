import { LOCAL_READER_KEY } from '@books/service-kit/auth/reader-key';
import { systemClock, type Clock } from '@books/service-kit/clock';
import { withoutErased } from './load-without-erased.ts';
import { createReaderHash } from './reader-hash.ts';
import { createSqliteBookRepository } from './sqlite-book-repository.ts';
import { createSqliteBulkLoader } from './sqlite-bulk-loader.ts';
import { openDatabase } from './sqlite-database.ts';
import { createSqliteRatingAudit } from './sqlite-rating-audit.ts';
import {
  createSqliteErasedGuard,
  createSqliteErasureRepository,
} from './sqlite-erasure-repository.ts';
import { createSqliteImportRepository } from './sqlite-import-repository.ts';
import { createWalSync } from './sqlite-durability.ts';
import { createSqliteRatingRepository } from './sqlite-rating-repository.ts';
import { createForeignChanges } from './sqlite-row-memo.ts';
import { createSqliteReaderItemRepository } from './sqlite-reader-item-repository.ts';
import { createSqliteStoreCopy } from './sqlite-store-copy.ts';
import { createSqliteSystemRecords } from './sqlite-system-records.ts';
import type { Store } from './store.ts';

export type SqliteStoreOptions = {
  readonly now?: Clock;
  /** The secret under which readers are hashed; without it, the one for one's own machine. */
  readonly readerKey?: string;
};

/**
 * The embedded store: one SQLite file, or `:memory:`.
 *
 * @throws DomainError conflict when the file has another schema version
 */
export function openSqliteStore(
  path: string,
  { now = systemClock, readerKey = LOCAL_READER_KEY }: SqliteStoreOptions = {},
): Store {
  const database = openDatabase(path);
  const wal = createWalSync(path);
  const foreignChanges = createForeignChanges(database);
  const erasing = { hashReader: createReaderHash(readerKey), now };
  const erasures = createSqliteErasureRepository(database, erasing);
  const refuseErased = createSqliteErasedGuard(database, erasing);
  return {
    books: createSqliteBookRepository(database, { now, foreignChanges }),
    ratings: createSqliteRatingRepository(database, {
      foreignChanges,
      refuseErased,
      untilOnDisk: wal.untilOnDisk,
    }),
    readerItems: createSqliteReaderItemRepository(database, { refuseErased }),
    system: createSqliteSystemRecords(database),
    audit: createSqliteRatingAudit(database),
    imports: createSqliteImportRepository(database, { refuseErased }),
    erasures,
    loader: withoutErased(createSqliteBulkLoader(database), erasures),
    copy: createSqliteStoreCopy(database),
    close: async () => {
      await wal.close();
      database.close();
    },
  };
}
