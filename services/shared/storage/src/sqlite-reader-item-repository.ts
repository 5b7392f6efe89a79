import type { DatabaseSync } from 'node:sqlite';
import type { UserId } from '@books/domain/ids';
import { NotInterestedScope } from '@books/domain/not-interested';
import type { ReaderItemRepository } from './reader-item-repository.ts';
import { createSqliteClaimGuard } from './sqlite-claim-guard.ts';
import { integer, inTransaction, text } from './sqlite-database.ts';

export function createSqliteReaderItemRepository(
  database: DatabaseSync,
  { refuseErased }: { readonly refuseErased: (userId: UserId) => void },
): ReaderItemRepository {
  const requireClaim = createSqliteClaimGuard(database);
  const insert = database.prepare(
    'INSERT OR IGNORE INTO not_interested (user_id, scope, id, added_at) VALUES (?, ?, ?, ?)',
  );
  const remove = database.prepare(
    'DELETE FROM not_interested WHERE user_id = ? AND scope = ? AND id = ?',
  );
  const removeAsAdded = database.prepare(
    'DELETE FROM not_interested WHERE user_id = ? AND scope = ? AND id = ? AND added_at = ?',
  );
  const find = database.prepare(
    'SELECT 1 FROM not_interested WHERE user_id = ? AND scope = ? AND id = ?',
  );
  const list = database.prepare(
    'SELECT scope, id, added_at FROM not_interested WHERE user_id = ? ORDER BY added_at, scope, id',
  );
  return {
    addNotInterested: async (userId, { scope, id, addedAt }, claim) => {
      inTransaction(database, () => {
        refuseErased(userId);
        if (claim) requireClaim(userId, claim);
        insert.run(userId, scope, id, addedAt.getTime());
      });
    },
    removeNotInterested: async (userId, { scope, id }) =>
      Number(remove.run(userId, scope, id).changes) > 0,
    takeBackNotInterested: async (userId, { scope, id, addedAt }, claim) =>
      inTransaction(database, () => {
        requireClaim(userId, claim);
        removeAsAdded.run(userId, scope, id, addedAt.getTime());
        return find.get(userId, scope, id) === undefined;
      }),
    listNotInterested: async (userId) =>
      list.all(userId).map((row) => ({
        scope: NotInterestedScope.parse(text(row, 'scope')),
        id: text(row, 'id'),
        addedAt: new Date(integer(row, 'added_at')),
      })),
  };
}
