import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { integer, text } from './sqlite-database.ts';

/** How often it is looked whether another process has written to the file, in milliseconds. */
const FOREIGN_CHANGE_CHECK_MS = 20;

/**
 * Tells of changes in the database: another number after every write of ours, and within
 * {@link FOREIGN_CHANGE_CHECK_MS} after one by another process. It costs a tenth of reading a row.
 */
export type ChangeCounter = () => number;

export function createChangeCounter(database: DatabaseSync): ChangeCounter {
  const ownChanges = database.prepare('SELECT total_changes() AS n');
  const foreignChanges = database.prepare('PRAGMA data_version');
  let foreign = 0;
  let checkedAtMs = -Infinity;
  return () => {
    const nowMs = performance.now();
    if (nowMs - checkedAtMs > FOREIGN_CHANGE_CHECK_MS) {
      checkedAtMs = nowMs;
      foreign = integer(foreignChanges.get(), 'data_version');
    }
    return foreign * 2 ** 32 + integer(ownChanges.get(), 'n');
  };
}

export type RowMemoOptions<T> = {
  readonly database: DatabaseSync;
  readonly changes: ChangeCounter;
  /** Reads one text of the row with a key. */
  readonly select: StatementSync;
  readonly column: string;
  /** Makes the value of the text; whoever gets it must not change it. */
  readonly parse: (text: string) => T;
  /** The oldest goes first. */
  readonly maxEntries: number;
};

type Entry<T> = { readonly text: string; readonly value: T; seenAt: number };

/**
 * Reads values by key, a row each, and remembers some: not read again before the database changes, and not parsed again
 * before the row does. A row that stays the same gives the very same object, so that callers can remember what they
 * made of it.
 *
 * @returns `undefined` for a key without a row
 */
export function createRowMemo<T extends object>(
  options: RowMemoOptions<T>,
): (key: string) => T | undefined {
  const { database, changes, select, column, parse, maxEntries } = options;
  const entries = new Map<string, Entry<T>>();
  return (key) => {
    // What a transaction reads may be undone.
    if (database.isTransaction) {
      const row = select.get(key);
      return row && parse(text(row, column));
    }
    const now = changes();
    const entry = entries.get(key);
    if (entry?.seenAt === now) return entry.value;
    const row = select.get(key);
    if (row === undefined) {
      entries.delete(key);
      return undefined;
    }
    const rowText = text(row, column);
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
