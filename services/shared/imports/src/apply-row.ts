import type { UserId } from '@books/domain/ids';
import type { Rating } from '@books/domain/rating';
import type { ExistingRatings, ImportCandidate, ImportRow } from '@books/domain/reader-import';
import type { Stars } from '@books/domain/stars';
import type { RatingRepository } from '@books/storage/rating-repository';

export type ApplyRowDeps = { readonly ratings: Pick<RatingRepository, 'find' | 'changeIf'> };

/** What the reader had given before is noted as well: to be stored before the row is applied. */
export type PlannedRow = MatchedRow & { readonly before: Before };

/** A row whose book and rating are known. */
export type MatchedRow = ImportRow & { readonly matched: ImportCandidate; readonly stars: Stars };
type Before = { readonly stars: Stars; readonly ratedAtMs: number } | null;

/**
 * Decides what a matched row with a rating comes to, and writes nothing: an outcome, or a plan. A plan has to be stored
 * before it is carried out, so that whatever happens the import can be undone.
 */
export async function planRow(
  { ratings }: ApplyRowDeps,
  userId: UserId,
  row: MatchedRow,
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
  return row.outcome === 'waiting' && isMatched(row) && row.before !== undefined;
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
    (standing) => isSame(standing, ratingBefore(userId, row)) || isSame(standing, rating),
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
  if (row.outcome !== 'imported' || !isMatched(row)) return row;
  const imported = ratingOf(userId, row, importedAt);
  const restored = ratingBefore(userId, { ...row, before: row.before ?? null });
  const isUndone = await ratings.changeIf(
    userId,
    imported.bookId,
    restored,
    (standing) => isSame(standing, imported) || isSame(standing, restored),
  );
  return { ...row, outcome: isUndone ? 'undone' : 'kept' };
}

/** Whether it is known which book a row rates, and how. */
export function isMatched(row: ImportRow): row is MatchedRow {
  return row.matched !== undefined && row.stars !== undefined;
}

function ratingOf(userId: UserId, row: MatchedRow, importedAt: Date): Rating {
  const ratedAt = row.ratedAtMs === undefined ? importedAt : new Date(row.ratedAtMs);
  return { userId, bookId: row.matched.bookId, stars: row.stars, ratedAt };
}

function ratingBefore(userId: UserId, { matched, before }: PlannedRow): Rating | undefined {
  if (before === null) return undefined;
  const { stars, ratedAtMs } = before;
  return { userId, bookId: matched.bookId, stars, ratedAt: new Date(ratedAtMs) };
}

function isSame(one: Rating | undefined, other: Rating | undefined): boolean {
  return one?.stars === other?.stars && one?.ratedAt.getTime() === other?.ratedAt.getTime();
}
