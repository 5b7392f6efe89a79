import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { aBook, aRating, bookId, userId } from '@books/domain/testing/builders';
import { statsOf } from '@books/domain/rating-stats';
import type { Clock } from '@books/service-kit/clock';
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { describeBookRepository } from './book-repository.contract.ts';
import { describeBulkLoader } from './bulk-loader.contract.ts';
import { describeRatingAudit } from './rating-audit.contract.ts';
import { describeErasures } from './erasure-repository.contract.ts';
import { describeImportClaims } from './import-claim.contract.ts';
import { describeImportRepository } from './import-repository.contract.ts';
import { describeRatingRepository } from './rating-repository.contract.ts';
import { describeReaderItemRepository } from './reader-item-repository.contract.ts';
import { DROP_RATING_INDEXES, openDatabase } from './sqlite-database.ts';
import { statsWriter } from './sqlite-rating-rows.ts';
import { openSqliteStore } from './sqlite-store.ts';
import { describeStoreCopy } from './store-copy.contract.ts';
import { describeSystemRecords } from './system-records.contract.ts';

const inMemory = async (options?: { now: Clock }) => openSqliteStore(':memory:', options);

describeRatingRepository('SQLite', async () => (await inMemory()).ratings);
describeBookRepository('SQLite', async (now) => (await inMemory({ now })).books);
describeReaderItemRepository('SQLite', async () => (await inMemory()).readerItems);
describeImportRepository('SQLite', async () => (await inMemory()).imports);
describeErasures('SQLite', (now) => inMemory({ now }));
describeImportClaims('SQLite', async () => inMemory());
describeStoreCopy('SQLite', () => inMemory());
describeSystemRecords('SQLite', async () => (await inMemory()).system);
describeBulkLoader('SQLite', () => inMemory());

describeRatingAudit('SQLite', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'books-audit-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'books.sqlite');
  const store = openSqliteStore(path);
  const database = openDatabase(path);
  onTestFinished(async () => {
    database.close();
    await store.close();
  });
  return {
    store,
    damage: async (bookId, stats) => {
      if (stats === undefined) {
        database.prepare('DELETE FROM book_stats WHERE book_id = ?').run(bookId);
      } else {
        statsWriter(database)(bookId, stats);
      }
    },
  };
});

describe('a SQLite file', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'books-store-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  test('keeps books and ratings over a restart', async () => {
    const path = join(folder, 'books.sqlite');
    const before = openSqliteStore(path);
    await before.books.save(aBook());
    await before.ratings.rate(aRating({ stars: 3.5 }));
    await before.close();
    const after = openSqliteStore(path);
    expect(await after.books.find(bookId('gb:1'))).toEqual(aBook());
    expect((await after.ratings.find(userId('ann'), bookId('gb:1')))?.stars).toBe(3.5);
    expect(await after.ratings.stats(bookId('gb:1'))).toEqual(statsOf([3.5]));
    await after.close();
  });

  test('shows a second opener everything that was acknowledged before', async () => {
    const path = join(folder, 'books.sqlite');
    const writer = openSqliteStore(path);
    await writer.ratings.rate(aRating({ stars: 2 }));
    const reader = openSqliteStore(path);
    expect(await reader.ratings.stats(bookId('gb:1'))).toEqual(statsOf([2]));
    await Promise.all([writer.close(), reader.close()]);
  });

  test('finds lists of ratings in an index alone, also when an earlier version made it', () => {
    const database = openDatabase(join(folder, 'books.sqlite'));
    onTestFinished(() => database.close());
    database.exec(`
      ${DROP_RATING_INDEXES}
      CREATE INDEX ratings_by_time ON ratings (user_id, rated_at, book_id);
      CREATE INDEX ratings_by_book ON ratings (book_id, rated_at, user_id);
    `);
    const again = openDatabase(join(folder, 'books.sqlite'));
    onTestFinished(() => again.close());
    for (const [index, column] of [
      ['ratings_of_reader', 'user_id'],
      ['ratings_of_book', 'book_id'],
    ]) {
      const query = `SELECT * FROM ratings WHERE ${column} = 'x' ORDER BY rated_at DESC LIMIT 9`;
      const [step] = again.prepare(`EXPLAIN QUERY PLAN ${query}`).all();
      expect(step?.['detail']).toContain(`USING COVERING INDEX ${index}`);
    }
    const indexes = again.prepare("SELECT name FROM sqlite_schema WHERE name LIKE 'ratings_by%'");
    expect(indexes.all()).toEqual([]);
  });

  test('is refused when another version of the schema wrote it', () => {
    const path = join(folder, 'books.sqlite');
    const database = new DatabaseSync(path);
    database.exec('PRAGMA user_version = 99');
    database.close();
    expect(() => openSqliteStore(path)).toThrow(/schema version 99/);
  });
});
