import type { UserId } from '@books/domain/ids';
import type { Rating } from '@books/domain/rating';
import type { ExistingRatings, ImportCandidate, ImportRow } from '@books/domain/reader-import';
import type { Stars } from '@books/domain/stars';
import type { ImportClaim } from '@books/storage/import-claim';
import type { RatingRepository } from '@books/storage/rating-repository';

export type ApplyRowDeps = { readonly ratings: Pick<RatingRepository, 'changeManyIf'> };

/** Whose rows, of which import as it was read, and when it was sent: the time of ratings whose file names none. */
export type ApplyContext = {
  readonly userId: UserId;
  readonly claim: ImportClaim;
  readonly importedAt: Date;
};

/** What the reader had given before is noted as well: to be stored before the row is applied. */
export type PlannedRow = MatchedRow & { readonly before: Before };

/** A row whose book and rating are known. */
export type MatchedRow = ImportRow & { readonly matched: ImportCandidate; readonly stars: Stars };
type Before = { readonly stars: Stars; readonly ratedAtMs: number } | null;

/**
 * What a matched row with a rating comes to where this one stands, `undefined` for none: an outcome, or a plan. A plan has
 * to be stored before it is carried out, so that whatever happens the import can be undone.
 */
export function planRow(
  row: MatchedRow,
  standing: Rating | undefined,
  existing: ExistingRatings,
): ImportRow {
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
 * Carries out plans. Repeating it changes nothing; a rating that the reader has given since a plan was made stays.
 *
 * @throws DomainError conflict when the import has changed since it was read
 */
export async function applyRows(
  deps: ApplyRowDeps,
  context: ApplyContext,
  rows: readonly PlannedRow[],
): Promise<ImportRow[]> {
  const changes = rows.map((row) => ({
    row,
    from: ratingBefore(context.userId, row),
    to: ratingOf(context.userId, row, context.importedAt),
  }));
  const isStored = await changeAll(deps, context, changes);
  return rows.map((row, at) => ({ ...row, outcome: isStored[at] ? 'imported' : 'kept' }));
}

/**
 * Takes imported ratings back, in the order of the rows: what was before stands again. A rating that the reader has changed
 * since stays. Repeating it changes nothing.
 *
 * @throws DomainError conflict when the import has changed since it was read
 */
export async function undoRows(
  deps: ApplyRowDeps,
  context: ApplyContext,
  rows: readonly MatchedRow[],
): Promise<ImportRow[]> {
  const changes = rows.map((row) => ({
    row,
    from: ratingOf(context.userId, row, context.importedAt),
    to: ratingBefore(context.userId, { ...row, before: row.before ?? null }),
  }));
  const isUndone = await changeAll(deps, context, changes);
  return rows.map((row, at) => ({ ...row, outcome: isUndone[at] ? 'undone' : 'kept' }));
}

type Change = {
  readonly row: MatchedRow;
  readonly from: Rating | undefined;
  readonly to: Rating | undefined;
};

/** @returns of each whether it was made; those of one book are made in their order */
async function changeAll(
  { ratings }: ApplyRowDeps,
  { userId, claim }: ApplyContext,
  changes: readonly Change[],
): Promise<boolean[]> {
  const isMade: boolean[] = [];
  while (isMade.length < changes.length) {
    const rest = changes.slice(isMade.length);
    const books = rest.map(({ row }) => row.matched.bookId);
    const again = books.findIndex((bookId, at) => books.indexOf(bookId) < at);
    const some = rest.slice(0, again === -1 ? rest.length : again).map(({ row, from, to }) => ({
      bookId: row.matched.bookId,
      after: to,
      condition: (standing: Rating | undefined) => isSame(standing, from) || isSame(standing, to),
    }));
    isMade.push(...(await ratings.changeManyIf(userId, some, claim)));
  }
  return isMade;
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
