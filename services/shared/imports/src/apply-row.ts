import type { BookId, UserId } from '@books/domain/ids';
import type { Rating } from '@books/domain/rating';
import type { ExistingRatings, ImportRow } from '@books/domain/reader-import';
import type { RatingRepository } from '@books/storage/rating-repository';

export type ApplyRowDeps = { readonly ratings: Pick<RatingRepository, 'find' | 'changeIf'> };

/** A row whose book is known, and what the reader had given it before: to be stored before the row is applied. */
export type PlannedRow = ImportRow & Required<Pick<ImportRow, 'matched' | 'stars' | 'before'>>;

/**
 * Decides what a matched row with a rating comes to, and writes nothing: an outcome, or a plan. A plan has to be stored
 * before it is carried out, so that whatever happens the import can be undone.
 */
export async function planRow(
  { ratings }: ApplyRowDeps,
  userId: UserId,
  row: ImportRow & Required<Pick<ImportRow, 'matched' | 'stars'>>,
  existing: ExistingRatings,
): Promise<ImportRow> {
  const standing = await ratings.find(userId, row.matched.bookId);
  if (standing?.stars === row.stars) return { ...row, outcome: 'unchanged' };
  if (standing !== undefined && existing === 'keep') return { ...row, outcome: 'kept' };
  const before =
    standing === undefined
      ? null
      : { stars: standing.stars, ratedAtMs: standing.ratedAt.getTime() };
  return { ...row, before };
}

/** Whether a row is planned and not carried out yet. */
export function isPlanned(row: ImportRow): row is PlannedRow {
  const { outcome, matched, stars, before } = row;
  return outcome === 'waiting' && matched !== undefined && stars !== undefined && before !== undefined;
}

/**
 * Carries out a plan. Repeating it changes nothing; a rating that the reader has given since the plan was made stays.
 *
 * @param importedAt time of ratings whose file names none
 */
export async function applyRow(
  { ratings }: ApplyRowDeps,
  userId: UserId,
  row: PlannedRow,
  importedAt: Date,
): Promise<ImportRow> {
  const rating = ratingOf(userId, row, importedAt);
  const isStored = await ratings.changeIf(
    userId,
    rating.bookId,
    rating,
    (standing) => isSame(standing, before(userId, row)) || isSame(standing, rating),
  );
  return { ...row, outcome: isStored ? 'imported' : 'kept' };
}

/**
 * Takes an imported rating back: what was before stands again. A rating that the reader has changed since stays. Repeating it
 * changes nothing.
 */
export async function undoRow(
  { ratings }: ApplyRowDeps,
  userId: UserId,
  row: ImportRow,
  importedAt: Date,
): Promise<ImportRow> {
  if (row.outcome !== 'imported' || row.matched === undefined || row.stars === undefined) return row;
  const imported = ratingOf(userId, { ...row, matched: row.matched, stars: row.stars }, importedAt);
  const restored = before(userId, { matched: row.matched, before: row.before ?? null });
  const isUndone = await ratings.changeIf(
    userId,
    imported.bookId,
    restored,
    (standing) => isSame(standing, imported) || isSame(standing, restored),
  );
  return { ...row, outcome: isUndone ? 'undone' : 'kept' };
}

type Matched = Required<Pick<ImportRow, 'matched' | 'stars'>> & Pick<ImportRow, 'ratedAtMs'>;

function ratingOf(userId: UserId, row: Matched, importedAt: Date): Rating {
  const ratedAt = row.ratedAtMs === undefined ? importedAt : new Date(row.ratedAtMs);
  return { userId, bookId: row.matched.bookId, stars: row.stars, ratedAt };
}

function before(
  userId: UserId,
  row: { matched: { bookId: BookId }; before: PlannedRow['before'] },
): Rating | undefined {
  if (row.before === null) return undefined;
  const { stars, ratedAtMs } = row.before;
  return { userId, bookId: row.matched.bookId, stars, ratedAt: new Date(ratedAtMs) };
}

function isSame(one: Rating | undefined, other: Rating | undefined): boolean {
  return one?.stars === other?.stars && one?.ratedAt.getTime() === other?.ratedAt.getTime();
}
