import { DatabaseSync, type SQLOutputValue } from 'node:sqlite';
import { DomainError } from '@books/domain/errors';

/** Raised with every change of {@link SCHEMA} that older files cannot be read with. */
const SCHEMA_VERSION = 1;

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS books (
    book_id TEXT PRIMARY KEY,
    record  TEXT NOT NULL
  ) WITHOUT ROWID;

  CREATE TABLE IF NOT EXISTS book_changes (
    book_id    TEXT PRIMARY KEY,
    updated_at INTEGER NOT NULL
  ) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS book_changes_by_time ON book_changes (updated_at);

  CREATE TABLE IF NOT EXISTS book_keys (
    key     TEXT PRIMARY KEY,
    book_id TEXT NOT NULL
  ) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS book_keys_by_book ON book_keys (book_id);

  CREATE TABLE IF NOT EXISTS ratings (
    user_id    TEXT NOT NULL,
    book_id    TEXT NOT NULL,
    half_stars INTEGER NOT NULL,
    rated_at   INTEGER NOT NULL,
    PRIMARY KEY (user_id, book_id)
  ) WITHOUT ROWID;

  CREATE TABLE IF NOT EXISTS book_stats (
    book_id       TEXT PRIMARY KEY,
    count         INTEGER NOT NULL,
    half_star_sum INTEGER NOT NULL,
    histogram     TEXT NOT NULL
  ) WITHOUT ROWID;

  CREATE TABLE IF NOT EXISTS not_interested (
    user_id  TEXT NOT NULL,
    scope    TEXT NOT NULL,
    id       TEXT NOT NULL,
    added_at INTEGER NOT NULL,
    PRIMARY KEY (user_id, scope, id)
  ) WITHOUT ROWID;

  CREATE TABLE IF NOT EXISTS imports (
    user_id   TEXT NOT NULL,
    import_id TEXT NOT NULL,
    value     TEXT NOT NULL,
    version   INTEGER NOT NULL,
    PRIMARY KEY (user_id, import_id)
  ) WITHOUT ROWID;

  CREATE TABLE IF NOT EXISTS import_rows (
    user_id   TEXT NOT NULL,
    import_id TEXT NOT NULL,
    chunk     INTEGER NOT NULL,
    value     TEXT NOT NULL,
    version   INTEGER NOT NULL,
    PRIMARY KEY (user_id, import_id, chunk)
  ) WITHOUT ROWID;

  CREATE TABLE IF NOT EXISTS erasures (
    user_hash    TEXT PRIMARY KEY,
    user_id      TEXT,
    requested_at INTEGER NOT NULL,
    expires_at   INTEGER NOT NULL,
    found        TEXT,
    completed_at INTEGER
  ) WITHOUT ROWID;

  CREATE TABLE IF NOT EXISTS system (
    id      TEXT PRIMARY KEY,
    value   TEXT NOT NULL,
    version INTEGER NOT NULL
  ) WITHOUT ROWID;
`;

/**
 * Apart from the tables, since a bulk load writes them once at its end. They hold all columns: a list that looks each rating
 * up in the table as well takes twice as long.
 */
export const RATING_INDEXES = `
  CREATE INDEX IF NOT EXISTS ratings_of_reader ON ratings (user_id, rated_at, book_id, half_stars);
  CREATE INDEX IF NOT EXISTS ratings_of_book ON ratings (book_id, rated_at, user_id, half_stars);
`;
export const DROP_RATING_INDEXES =
  'DROP INDEX IF EXISTS ratings_of_reader; DROP INDEX IF EXISTS ratings_of_book;';
/** Of files that an earlier version made. */
const DROP_OLD_INDEXES =
  'DROP INDEX IF EXISTS ratings_by_time; DROP INDEX IF EXISTS ratings_by_book;';

/**
 * Opens or creates a database file with our tables; `:memory:` keeps everything in memory. A commit is on disk
 * when it returns.
 *
 * @throws DomainError conflict when the file was written by another version of the schema
 */
export function openDatabase(path: string): DatabaseSync {
  const database = new DatabaseSync(path);
  database.exec(
    // What is deleted is overwritten: an erased reader must not stay readable in free space.
    'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 5000; PRAGMA secure_delete = ON;',
  );
  const version = integer(database.prepare('PRAGMA user_version').get(), 'user_version');
  if (version !== 0 && version !== SCHEMA_VERSION) {
    database.close();
    throw new DomainError(
      'conflict',
      `${path} has schema version ${version}, this program reads version ${SCHEMA_VERSION}: ` +
        'move the file away or run the version that wrote it',
    );
  }
  database.exec(
    `${SCHEMA} ${DROP_OLD_INDEXES} ${RATING_INDEXES} PRAGMA user_version = ${SCHEMA_VERSION};`,
  );
  return database;
}

/** Runs `work` in a write transaction; nothing of it stays when it throws. */
export function inTransaction<T>(database: DatabaseSync, work: () => T): T {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    database.exec('ROLLBACK');
    throw error;
  }
}

export type Row = Record<string, SQLOutputValue>;

/** A text column of a row. @throws TypeError when the column holds something else, i.e. the file is damaged */
export function text(row: Row | undefined, column: string): string {
  const value = row?.[column];
  if (typeof value !== 'string') throw new TypeError(`column ${column} holds no text`);
  return value;
}

/** A whole-number column of a row. @throws TypeError when the column holds something else */
export function integer(row: Row | undefined, column: string): number {
  const value = row?.[column];
  if (typeof value !== 'number') throw new TypeError(`column ${column} holds no number`);
  return value;
}
