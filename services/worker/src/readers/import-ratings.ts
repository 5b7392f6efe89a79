import type { ChangeFeed } from '@books/change-feed/change-feed';
import type { BookId, UserId } from '@books/domain/ids';
import {
  chunkOfRow,
  countOutcomes,
  type ImportRow,
  type ReaderImport,
} from '@books/domain/reader-import';
import {
  applyEntry,
  isNotInterested,
  isPlannedEntry,
  planEntry,
  undoEntry,
  type ApplyNotInterestedDeps,
} from '@books/imports/apply-not-interested';
import { applyRow, isMatched, isPlanned, planRow, undoRow } from '@books/imports/apply-row';
import { findBookOfRow, type FindBookDeps } from '@books/imports/find-book-of-row';
import { addCounts } from '@books/imports/import-counts';
import type { JobContext, JobHandler } from '@books/jobs/job-queue';
import type { Clock } from '@books/service-kit/clock';
import type { ImportRepository, Versioned } from '@books/storage/import-repository';
import type { RatingRepository } from '@books/storage/rating-repository';

export type ImportRatingsDeps = FindBookDeps & {
  readonly readerItems: ApplyNotInterestedDeps['readerItems'];
  readonly ratings: Pick<RatingRepository, 'find' | 'changeIf'>;
  readonly imports: ImportRepository;
  readonly changes: Pick<ChangeFeed, 'publish'>;
  readonly invalidate: (userId: UserId, signal: AbortSignal) => Promise<void>;
  readonly clock: Clock;
};

/** Rows whose books are looked for side by side. Ratings of one reader are written one by one. */
const ROWS_AT_A_TIME = 8;

type Run = { readonly userId: UserId; readonly importId: string; readonly context: JobContext };

/**
 * Does what the state of an import asks for: finds the books of its rows and stores their ratings, or takes them back.
 * Works chunk by chunk and goes on where it was broken off: what is to be replaced is noted before it is replaced.
 */
export function importRatings(deps: ImportRatingsDeps): JobHandler<'import-ratings'> {
  return async ({ userId, importId }, context) => {
    const run = { userId, importId, context };
    let stored = await deps.imports.find(userId, importId);
    while (stored !== undefined && !context.signal.aborted) {
      const { state } = stored.value;
      if (state === 'waiting' || state === 'running') stored = await importRows(deps, run, stored);
      else if (state === 'undoing') stored = await undoRows(deps, run, stored);
      else return;
    }
    // Handed back to the queue, for the next process.
    context.signal.throwIfAborted();
  };
}

/** @returns the import when it is complete, or as somebody else has changed it meanwhile */
async function importRows(deps: ImportRatingsDeps, run: Run, begun: Versioned<ReaderImport>) {
  const { imports, clock } = deps;
  const { userId, importId, context } = run;
  let record: ReaderImport = { ...begun.value, state: 'running', counts: {}, processedRows: 0 };
  let { version } = begun;
  const chunkCount = chunkOfRow(record.rowCount) + 1;
  for (let chunk = 0; chunk < chunkCount; chunk += 1) {
    if (context.signal.aborted) return { value: record, version };
    const rows = await importChunk(deps, run, record, chunk);
    record = {
      ...record,
      processedRows: record.processedRows + rows.length,
      counts: addCounts(record.counts, countOutcomes(rows)),
      ...(chunk === chunkCount - 1 && {
        state: 'completed' as const,
        finishedAtMs: clock().getTime(),
      }),
    };
    const saved = await imports.save(userId, record, version);
    // The reader has decided to undo it.
    if (saved === undefined) return imports.find(userId, importId);
    version = saved;
    await context.report(record.processedRows / record.rowCount, 'importing');
  }
  return { value: record, version };
}

async function importChunk(
  deps: ImportRatingsDeps,
  { userId, importId, context }: Run,
  { existing, isDryRun, createdAtMs }: ReaderImport,
  chunk: number,
): Promise<readonly ImportRow[]> {
  const { imports } = deps;
  const stored = await imports.readRows(userId, importId, chunk);
  if (stored === undefined) return [];
  if (stored.value.every(({ outcome }) => outcome !== 'waiting')) return stored.value;
  const save = async (rows: readonly ImportRow[], version: number) => {
    const saved = await imports.saveRows(userId, importId, chunk, rows, version);
    if (saved === undefined) throw new Error('somebody else works on this import');
    return saved;
  };

  const planned: ImportRow[] = [];
  for (let from = 0; from < stored.value.length; from += ROWS_AT_A_TIME) {
    const part = stored.value.slice(from, from + ROWS_AT_A_TIME);
    planned.push(...(await Promise.all(part.map((row) => planOf(deps, userId, row, existing)))));
  }
  if (isDryRun) {
    const outcomes = planned.map((row) =>
      isToBeDone(row) ? { ...row, outcome: 'imported' as const } : row,
    );
    await save(outcomes, stored.version);
    return outcomes;
  }
  const version = await save(planned, stored.version);
  if (!planned.some(isToBeDone)) return planned;

  await deps.invalidate(userId, context.signal);
  const applied: ImportRow[] = [];
  for (const row of planned)
    applied.push(await carriedOut(deps, userId, row, new Date(createdAtMs)));
  await save(applied, version);
  await announce(deps, userId, applied, context.signal);
  return applied;
}

const isToBeDone = (row: ImportRow) => isPlanned(row) || isPlannedEntry(row);

/** The row after its plan, if it has one, was carried out. */
async function carriedOut(
  deps: ImportRatingsDeps,
  userId: UserId,
  row: ImportRow,
  importedAt: Date,
): Promise<ImportRow> {
  if (isPlannedEntry(row)) return applyEntry(deps, userId, row, importedAt);
  return isPlanned(row) ? applyRow(deps, userId, row, importedAt) : row;
}

/** The row with its outcome, or with a plan that is to be stored before it is carried out. */
async function planOf(
  deps: ImportRatingsDeps,
  userId: UserId,
  row: ImportRow,
  existing: ReaderImport['existing'],
): Promise<ImportRow> {
  if (row.outcome !== 'waiting' || isToBeDone(row)) return row;
  if (isNotInterested(row)) return planEntry(deps, userId, row);
  const match = await findBookOfRow(deps, row);
  if ('candidates' in match) {
    const { candidates } = match;
    if (candidates.length === 0) return { ...row, outcome: 'not_found' };
    return { ...row, outcome: 'needs_review', candidates: [...candidates] };
  }
  const matched = { ...row, ...match };
  return isMatched(matched) ? planRow(deps, userId, matched, existing) : matched;
}

/** Takes the rows back, the last first, so that of two rows of one book the first one's `before` stands in the end. */
async function undoRows(deps: ImportRatingsDeps, run: Run, begun: Versioned<ReaderImport>) {
  const { imports } = deps;
  const { userId, importId, context } = run;
  const { isDryRun, createdAtMs, rowCount } = begun.value;
  let counts: ReaderImport['counts'] = {};
  for (let chunk = chunkOfRow(Math.max(rowCount, 1)); chunk >= 0; chunk -= 1) {
    if (context.signal.aborted) return begun;
    const stored = await imports.readRows(userId, importId, chunk);
    if (stored === undefined) continue;
    const rows: ImportRow[] = [];
    await deps.invalidate(userId, context.signal);
    for (const row of stored.value.toReversed()) {
      // One that is planned may have been carried out just before the process ended.
      const done: ImportRow = isToBeDone(row) ? { ...row, outcome: 'imported' } : row;
      rows.unshift(isDryRun ? row : await takenBack(deps, userId, done, new Date(createdAtMs)));
    }
    const closed = rows.map((row) =>
      row.outcome === 'waiting' ? { ...row, outcome: 'skipped' as const } : row,
    );
    await imports.saveRows(userId, importId, chunk, closed, stored.version);
    counts = addCounts(counts, countOutcomes(closed));
    await announce(deps, userId, closed, context.signal);
  }
  const value: ReaderImport = {
    ...begun.value,
    state: 'undone',
    counts,
    processedRows: rowCount,
    finishedAtMs: deps.clock().getTime(),
  };
  const version = await imports.save(userId, value, begun.version);
  return version === undefined ? imports.find(userId, importId) : { value, version };
}

function takenBack(
  deps: ImportRatingsDeps,
  userId: UserId,
  row: ImportRow,
  importedAt: Date,
): Promise<ImportRow> {
  return isNotInterested(row)
    ? undoEntry(deps, userId, row, importedAt)
    : undoRow(deps, userId, row, importedAt);
}

/** Tells those who keep figures of books, and forgets the reader's list once more. */
async function announce(
  { changes, invalidate }: ImportRatingsDeps,
  userId: UserId,
  rows: readonly ImportRow[],
  signal: AbortSignal,
): Promise<void> {
  const changed = rows.filter(({ outcome }) => outcome === 'imported' || outcome === 'undone');
  const bookIds = new Set<BookId>(changed.flatMap(({ matched }) => matched?.bookId ?? []));
  for (const key of bookIds) await changes.publish({ table: 'book_stats', key });
  if (changed.length > 0) await invalidate(userId, signal);
}
