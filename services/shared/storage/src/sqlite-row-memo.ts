import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { integer, text } from './sqlite-database.ts';

/** How often it is looked whether another process has written to the file, in milliseconds. */
const FOREIGN_CHANGE_CHECK_MS = 20;

/** Another number within {@link FOREIGN_CHANGE_CHECK_MS} after a write by another process; ours do not count. */
export type ForeignChanges = () => number;

export function createForeignChanges(database: DatabaseSync): ForeignChanges {
  const select = database.prepare('PRAGMA data_version');
  let version = 0;
  let checkedAtMs = -Infinity;
  return () => {
    const nowMs = performance.now();
    if (nowMs - checkedAtMs > FOREIGN_CHANGE_CHECK_MS) {
      checkedAtMs = nowMs;
      version = integer(select.get(), 'data_version');
    }
    return version;
  };
}

export type RowMemoOptions<T> = {
  readonly database: DatabaseSync;
  readonly foreignChanges: ForeignChanges;
  /** The table that is read, of which no other memo is made, and its key. */
  readonly table: string;
  readonly key: string;
  /** What is read of a row, as one text. */
  readonly expression: string;
  /** Makes the value of the text; whoever gets it must not change it. */
  readonly parse: (text: string) => T;
  /** The oldest goes first. */
  readonly maxEntries: number;
};

type Entry<T> = {
  readonly text: string;
  readonly value: T;
  /** The number of foreign changes when the row was read; `CHANGED` when it was written since. */
  seenAt: number;
};

const CHANGED = -1;

/**
 * Reads values by key, a row each, and remembers some: not read again before the row is written or another process
 * writes, and not parsed again before its text is another one. A row that stays the same gives the very same object, so
 * that callers can remember what they made of it.
 *
 * @returns `undefined` for a key without a row
 */
export function createRowMemo<T extends object>(
  options: RowMemoOptions<T>,
): (key: string) => T | undefined {
  const { database, foreignChanges, table, key: column, expression, parse, maxEntries } = options;
  const entries = new Map<string, Entry<T>>();
  const select: StatementSync = database.prepare(
    `SELECT ${expression} AS text FROM ${table} WHERE ${column} = ?`,
  );
  tellOfWrites(database, table, column, (key) => {
    const entry = entries.get(key);
    if (entry !== undefined) entry.seenAt = CHANGED;
  });
  return (key) => {
    // What a transaction reads may be undone.
    if (database.isTransaction) {
      const row = select.get(key);
      return row && parse(text(row, 'text'));
    }
    const now = foreignChanges();
    const entry = entries.get(key);
    if (entry?.seenAt === now) return entry.value;
    const row = select.get(key);
    if (row === undefined) {
      entries.delete(key);
      return undefined;
    }
    const rowText = text(row, 'text');
    if (entry?.text === rowText) {
      entry.seenAt = now;
      return entry.value;
    }
    const value = parse(rowText);
    entries.delete(key);
    entries.set(key, { text: rowText, value, seenAt: now });
    if (entries.size > maxEntries) entries.delete(entries.keys().next().value ?? key);
    return value;
  };
}

/**
 * Lets SQLite tell of each row that this connection writes, whatever statement does it; also of what is undone later. The
 * triggers are of this connection and not in the file.
 */
function tellOfWrites(
  database: DatabaseSync,
  table: string,
  column: string,
  onWrite: (key: string) => void,
): void {
  const tell = `tell_of_${table}`;
  database.function(tell, { varargs: false }, (key) => {
    if (typeof key === 'string') onWrite(key);
    return null;
  });
  database.exec(`
    CREATE TEMP TRIGGER ${tell}_insert AFTER INSERT ON main.${table} BEGIN SELECT ${tell}(NEW.${column}); END;
    CREATE TEMP TRIGGER ${tell}_delete AFTER DELETE ON main.${table} BEGIN SELECT ${tell}(OLD.${column}); END;
    CREATE TEMP TRIGGER ${tell}_update AFTER UPDATE ON main.${table}
      BEGIN SELECT ${tell}(OLD.${column}), ${tell}(NEW.${column}); END;
  `);
}
