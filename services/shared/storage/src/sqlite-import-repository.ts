import type { DatabaseSync } from 'node:sqlite';
import type { UserId } from '@books/domain/ids';
import { ImportRow, ReaderImport } from '@books/domain/reader-import';
import { z } from 'zod';
import type { ImportRepository } from './import-repository.ts';
import { integer, inTransaction, text } from './sqlite-database.ts';

const Rows = z.array(ImportRow);

export function createSqliteImportRepository(
  database: DatabaseSync,
  { refuseErased }: { readonly refuseErased: (userId: UserId) => void },
): ImportRepository {
  const select = database.prepare(
    'SELECT value, version FROM imports WHERE user_id = ? AND import_id = ?',
  );
  const list = database.prepare('SELECT value FROM imports WHERE user_id = ?');
  const insert = database.prepare(
    'INSERT INTO imports (value, user_id, import_id, version) VALUES (?, ?, ?, 1) ON CONFLICT DO NOTHING',
  );
  const update = database.prepare(
    `UPDATE imports SET value = ?, version = version + 1
     WHERE user_id = ? AND import_id = ? AND version = ?`,
  );
  const selectRows = database.prepare(
    'SELECT value, version FROM import_rows WHERE user_id = ? AND import_id = ? AND chunk = ?',
  );
  const insertRows = database.prepare(
    `INSERT INTO import_rows (value, user_id, import_id, chunk, version) VALUES (?, ?, ?, ?, 1)
     ON CONFLICT DO NOTHING`,
  );
  const updateRows = database.prepare(
    `UPDATE import_rows SET value = ?, version = version + 1
     WHERE user_id = ? AND import_id = ? AND chunk = ? AND version = ?`,
  );
  const remove = database.prepare('DELETE FROM imports WHERE user_id = ? AND import_id = ?');
  const removeRows = database.prepare(
    'DELETE FROM import_rows WHERE user_id = ? AND import_id = ?',
  );

  /** Runs a conditional write; gives the new version, `undefined` when its condition did not hold. */
  const write = (userId: UserId, knownVersion: number, run: () => { changes: number | bigint }) =>
    inTransaction(database, () => {
      refuseErased(userId);
      return Number(run().changes) === 1 ? knownVersion + 1 : undefined;
    });

  return {
    async find(userId, importId) {
      const row = select.get(userId, importId);
      return (
        row && {
          value: ReaderImport.parse(JSON.parse(text(row, 'value'))),
          version: integer(row, 'version'),
        }
      );
    },
    list: async (userId) =>
      list
        .all(userId)
        .map((row) => ReaderImport.parse(JSON.parse(text(row, 'value'))))
        .sort((a, b) => b.createdAtMs - a.createdAtMs),
    async save(userId, value, knownVersion) {
      const { importId } = value;
      const json = JSON.stringify(value);
      return write(userId, knownVersion, () =>
        knownVersion === 0
          ? insert.run(json, userId, importId)
          : update.run(json, userId, importId, knownVersion),
      );
    },
    async readRows(userId, importId, chunk) {
      const row = selectRows.get(userId, importId, chunk);
      return (
        row && {
          value: Rows.parse(JSON.parse(text(row, 'value'))),
          version: integer(row, 'version'),
        }
      );
    },
    async saveRows(userId, importId, chunk, rows, knownVersion) {
      const json = JSON.stringify(rows);
      return write(userId, knownVersion, () =>
        knownVersion === 0
          ? insertRows.run(json, userId, importId, chunk)
          : updateRows.run(json, userId, importId, chunk, knownVersion),
      );
    },
    async remove(userId, importId) {
      inTransaction(database, () => {
        removeRows.run(userId, importId);
        remove.run(userId, importId);
      });
    },
  };
}
