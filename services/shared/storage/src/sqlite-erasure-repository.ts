import type { DatabaseSync } from 'node:sqlite';
import { tombstoneExpiresAt, type Erasure } from '@books/domain/erasure';
import type { UserId } from '@books/domain/ids';
import type { Clock } from '@books/service-kit/clock';
import { z } from 'zod';
import { readerErased, type ErasureRepository } from './erasure-repository.ts';
import type { ReaderHash } from './reader-hash.ts';
import { integer, text, type Row } from './sqlite-database.ts';

export type SqliteErasureDeps = { readonly hashReader: ReaderHash; readonly now: Clock };

const Counts = z.object({ ratings: z.int(), notInterested: z.int(), imports: z.int() });

export function createSqliteErasureRepository(
  database: DatabaseSync,
  { hashReader, now }: SqliteErasureDeps,
): ErasureRepository {
  const select = database.prepare('SELECT * FROM erasures WHERE user_hash = ? AND expires_at > ?');
  // One that has expired counts as none, and makes place for a new one.
  const insert = database.prepare(
    `INSERT INTO erasures (user_hash, user_id, requested_at, expires_at) VALUES (?1, ?2, ?3, ?4)
     ON CONFLICT (user_hash) DO UPDATE SET user_id = ?2, requested_at = ?3, expires_at = ?4,
       found = NULL, completed_at = NULL WHERE expires_at <= ?3`,
  );
  const noteFound = database.prepare(
    'UPDATE erasures SET found = ? WHERE user_hash = ? AND found IS NULL',
  );
  const complete = database.prepare(
    'UPDATE erasures SET user_id = NULL, completed_at = ? WHERE user_hash = ? AND completed_at IS NULL',
  );
  const underWay = database.prepare('SELECT user_id FROM erasures WHERE user_id IS NOT NULL');
  const hashes = database.prepare('SELECT user_hash FROM erasures WHERE expires_at > ?');

  const find = (userId: UserId): Erasure | undefined => {
    const row = select.get(hashReader(userId), now().getTime());
    return row && erasureFromRow(row);
  };

  return {
    async begin(userId) {
      const requestedAt = now();
      const expiresAt = tombstoneExpiresAt(requestedAt);
      insert.run(hashReader(userId), userId, requestedAt.getTime(), expiresAt.getTime());
      return find(userId) ?? { requestedAt, expiresAt };
    },
    find: async (userId) => find(userId),
    async noteFound(userId, found) {
      noteFound.run(JSON.stringify(found), hashReader(userId));
    },
    async complete(userId) {
      complete.run(now().getTime(), hashReader(userId));
      // What was removed still stands in the log of changes until that is emptied.
      database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    },
    async *underWay() {
      // The ids were checked when they were written.
      for (const row of underWay.all()) yield text(row, 'user_id') as UserId;
    },
    async erasedCheck() {
      const erased = new Set(hashes.all(now().getTime()).map((row) => text(row, 'user_hash')));
      return (userId) => erased.size > 0 && erased.has(hashReader(userId));
    },
  };
}

/** @returns a check, for within a transaction, that throws for an erased reader */
export function createSqliteErasedGuard(
  database: DatabaseSync,
  { hashReader, now }: SqliteErasureDeps,
): (userId: UserId) => void {
  const select = database.prepare('SELECT 1 FROM erasures WHERE user_hash = ? AND expires_at > ?');
  return (userId) => {
    if (select.get(hashReader(userId), now().getTime()) !== undefined) throw readerErased();
  };
}

function erasureFromRow(row: Row): Erasure {
  const found = row['found'] === null ? undefined : Counts.parse(JSON.parse(text(row, 'found')));
  return {
    requestedAt: new Date(integer(row, 'requested_at')),
    expiresAt: new Date(integer(row, 'expires_at')),
    ...(found && { found }),
    ...(row['completed_at'] !== null && { completedAt: new Date(integer(row, 'completed_at')) }),
  };
}
