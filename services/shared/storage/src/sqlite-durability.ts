import { open, type FileHandle } from 'node:fs/promises';
import type { DatabaseSync } from 'node:sqlite';
import { inTransaction } from './sqlite-database.ts';

/** Waits until what was committed before the call is on disk. @throws Error when the disk fails; then it may be lost */
export type UntilOnDisk = () => Promise<void>;

export type WalSync = {
  readonly untilOnDisk: UntilOnDisk;
  close(): Promise<void>;
};

const IN_MEMORY = ':memory:';

/**
 * As `inTransaction`, but the commit is not on disk when it returns: whoever tells others of it waits for
 * {@link UntilOnDisk} first. A disk takes milliseconds, on a busy machine tens of them, in which SQLite lets its caller
 * wait, and with it every other request of the process.
 */
export function inTransactionSyncedLater<T>(database: DatabaseSync, work: () => T): T {
  // For this commit only; checkpoints sync all the same.
  database.exec('PRAGMA synchronous = NORMAL');
  try {
    return inTransaction(database, work);
  } finally {
    database.exec('PRAGMA synchronous = FULL');
  }
}

/** Puts the write-ahead log of an open database on disk, in a thread of Node's. Nothing is to be done for `:memory:`. */
export function createWalSync(path: string): WalSync {
  if (path === IN_MEMORY) return { untilOnDisk: async () => {}, close: async () => {} };
  // The file stays the same as long as the database is open.
  let file: Promise<FileHandle> | undefined;
  const untilOnDisk = shareSyncs(async () => {
    file ??= open(`${path}-wal`, 'r+');
    await (await file).datasync();
  });
  return { untilOnDisk, close: async () => (await file)?.close() };
}

/** Lets all who come while one `sync` runs wait for one more, which begins after the last of them came. */
export function shareSyncs(sync: () => Promise<void>): UntilOnDisk {
  let running: Promise<void> | undefined;
  let next: Promise<void> | undefined;
  const start = (): Promise<void> => {
    const own = sync().finally(() => {
      if (running === own) running = undefined;
    });
    running = own;
    return own;
  };
  return () => {
    if (running === undefined) return start();
    next ??= running
      .catch(() => {}) // told to those who waited for it
      .then(() => {
        next = undefined;
        return start();
      });
    return next;
  };
}
