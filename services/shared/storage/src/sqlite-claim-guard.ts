import type { DatabaseSync } from 'node:sqlite';
import type { UserId } from '@books/domain/ids';
import { importMovedOn, type ImportClaim } from './import-claim.ts';

/** @returns a check, for within a transaction, that throws when a claim does not hold any more */
export function createSqliteClaimGuard(
  database: DatabaseSync,
): (userId: UserId, claim: ImportClaim) => void {
  const select = database.prepare(
    'SELECT 1 FROM imports WHERE user_id = ? AND import_id = ? AND version = ?',
  );
  return (userId, { importId, version }) => {
    if (select.get(userId, importId, version) === undefined) throw importMovedOn();
  };
}
