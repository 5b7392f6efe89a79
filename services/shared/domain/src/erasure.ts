/** What became of everything that was kept about a reader. */
export type ErasureCounts = {
  readonly ratings: number;
  readonly notInterested: number;
  readonly imports: number;
};

/** A reader who is to be erased, or was. Known by a keyed hash of their id only once it is done. */
export type Erasure = {
  readonly requestedAt: Date;
  /** What there was when it began; absent until it has been counted. */
  readonly found?: ErasureCounts;
  /** Absent while it is under way. */
  readonly completedAt?: Date;
  /** From then on the id can be used again, as that of somebody unknown. */
  readonly expiresAt: Date;
};

const MS_PER_DAY = 24 * 3600 * 1000;

/** How long a backup is kept, in days: what was erased is in it until then. */
export const BACKUP_DAYS = 35;

/** How long writers refuse the id of an erased reader, in days: longer than anything that could bring data back is kept. */
const TOMBSTONE_DAYS = BACKUP_DAYS + 5;

/** When the last backup that holds an erased reader is gone. */
export function backupsExpireAt(erasedAt: Date): Date {
  return new Date(erasedAt.getTime() + BACKUP_DAYS * MS_PER_DAY);
}

/** When the id of a reader who is erased now can be used again. */
export function tombstoneExpiresAt(requestedAt: Date): Date {
  return new Date(requestedAt.getTime() + TOMBSTONE_DAYS * MS_PER_DAY);
}
