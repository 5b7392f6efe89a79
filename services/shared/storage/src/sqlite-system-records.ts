import type { DatabaseSync } from 'node:sqlite';
import { integer, text } from './sqlite-database.ts';
import type { SystemRecords } from './system-records.ts';

export function createSqliteSystemRecords(database: DatabaseSync): SystemRecords {
  const select = database.prepare('SELECT value, version FROM system WHERE id = ?');
  const insert = database.prepare(
    'INSERT INTO system (id, value, version) VALUES (?, ?, 1) ON CONFLICT DO NOTHING',
  );
  const update = database.prepare(
    'UPDATE system SET value = ?, version = version + 1 WHERE id = ? AND version = ?',
  );
  return {
    read: async (id) => {
      const row = select.get(id);
      return row && { value: JSON.parse(text(row, 'value')), version: integer(row, 'version') };
    },
    write: async (id, value, knownVersion) => {
      const json = JSON.stringify(value);
      const { changes } =
        knownVersion === 0 ? insert.run(id, json) : update.run(json, id, knownVersion);
      return Number(changes) === 1 ? knownVersion + 1 : undefined;
    },
  };
}
