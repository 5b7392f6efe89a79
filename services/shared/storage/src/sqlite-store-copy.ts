import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import { inTransaction, integer, text } from './sqlite-database.ts';
import type { CopiedRow, StoreCopy } from './store-copy.ts';

/** Tables that are made anew from the others, or mean something to running processes only. */
const DERIVED = ['book_stats', 'system'];

/** Copies whatever tables the database has, so that one that a later release adds is not forgotten. */
export function createSqliteStoreCopy(database: DatabaseSync): StoreCopy {
  const tables = database
    .prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    .all()
    .map((row) => text(row, 'name'))
    .filter((name) => !DERIVED.includes(name))
    .toSorted();
  const columnsOf = (table: string) => {
    if (!tables.includes(table)) throw new Error(`there is no table ${table} to copy`);
    const columns = database.prepare(`PRAGMA table_info("${table}")`).all();
    const all = columns.map((column) => text(column, 'name'));
    const keys = columns
      .filter((column) => integer(column, 'pk') > 0)
      .toSorted((one, other) => integer(one, 'pk') - integer(other, 'pk'))
      .map((column) => text(column, 'name'));
    return { all, keys };
  };
  return {
    kind: 'sqlite',
    tables,
    read: async (table, from, limit) => {
      const { keys } = columnsOf(table);
      const list = keys.map((key) => `"${key}"`).join(', ');
      // What the page before gave: the key of its last row.
      const after: SQLInputValue[] =
        from === undefined ? [] : (JSON.parse(from) as SQLInputValue[]);
      const where =
        from === undefined ? '' : `WHERE (${list}) > (${keys.map(() => '?').join(', ')})`;
      const rows = database
        .prepare(`SELECT * FROM "${table}" ${where} ORDER BY ${list} LIMIT ?`)
        .all(...after, limit);
      const last = rows.at(-1);
      if (rows.length < limit || last === undefined) return { rows };
      return { rows, next: JSON.stringify(keys.map((key) => last[key])) };
    },
    write: async (table, rows) => {
      const { all } = columnsOf(table);
      const list = all.map((column) => `"${column}"`).join(', ');
      const insert = database.prepare(
        `INSERT OR REPLACE INTO "${table}" (${list}) VALUES (${all.map(() => '?').join(', ')})`,
      );
      inTransaction(database, () => {
        for (const row of rows) insert.run(...all.map((column) => valueOf(row, column)));
      });
    },
  };
}

/** @throws TypeError when a row does not hold what SQLite can */
function valueOf(row: CopiedRow, column: string): SQLInputValue {
  const value = row[column];
  if (value === null || typeof value === 'string' || typeof value === 'number') return value;
  throw new TypeError(`column ${column} of a copied row holds no text or number`);
}
