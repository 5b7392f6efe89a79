import type { ChangeFeed } from '@books/change-feed/change-feed';
import { DomainError } from '@books/domain/errors';
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
import {
  applyRows,
  isMatched,
  isPlanned,
  planRow,
  undoRows,
  type ApplyContext,
} from '@books/imports/apply-row';
import { findBookOfRow, readBooksByKey, type FindBookDeps } from '@books/imports/find-book-of-row';
import { addCounts } from '@books/imports/import-counts';
import type { JobContext, JobHandler } from '@books/jobs/job-queue';
import type { Clock } from '@books/service-kit/clock';
import type { ImportRepository, Versioned } from '@books/storage/import-repository';
import type { BookRepository } from '@books/storage/book-repository';
import { importMovedOn, type ImportClaim } from '@books/storage/import-claim';
import type { RatingRepository } from '@books/storage/rating-repository';

export type ImportRatingsDeps = Pick<FindBookDeps, 'search'> & {
  readonly readerItems: ApplyNotInterestedDeps['readerItems'];
  readonly books: Pick<BookRepository, 'find' | 'findMany' | 'findManyByIsbn'>;
  readonly ratings: Pick<RatingRepository, 'findMany' | 'changeManyIf'>;
  readonly imports: ImportRepository;
  readonly changes: Pick<ChangeFeed, 'publish'>;
  readonly invalidate: (userId: UserId, signal: AbortSignal) => Promise<void>;
  readonly clock: Clock;
};

/** Rows whose books are searched for side by side. Ratings of one reader are written one by one. */
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
      else if (state === 'undoing') stored = await undoImport(deps, run, stored);
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
  let record: ReaderImport = { ...begun.value, state: 'running' };
  // From now on whoever has worked on it before, and may only be slow, writes nothing any more.
  let version = await imports.save(userId, record, begun.version);
  let done: Pick<ReaderImport, 'processedRows' | 'counts'> = { processedRows: 0, counts: {} };
  const chunkCount = chunkOfRow(record.rowCount) + 1;
  for (let chunk = 0; chunk < chunkCount; chunk += 1) {
    if (version === undefined) return asChanged(deps, run);
    if (context.signal.aborted) return { value: record, version };
    const stored = await imports.readRows(userId, importId, chunk);
    const isOpen = stored?.value.some(({ outcome }) => outcome === 'waiting') ?? false;
    let rows = stored?.value ?? [];
    if (stored !== undefined && isOpen) {
      const claimed = { claim: { importId, version }, record };
      const worked = await unlessMovedOn(() => importChunk(deps, run, claimed, chunk, stored));
      if (worked === undefined) return asChanged(deps, run);
      rows = worked;
    }
    done = {
      processedRows: done.processedRows + rows.length,
      counts: addCounts(done.counts, countOutcomes(rows)),
    };
    const isLast = chunk === chunkCount - 1;
    if (!isOpen && !isLast) continue;
    record = {
      ...record,
      ...done,
      ...(isLast && { state: 'completed' as const, finishedAtMs: clock().getTime() }),
    };
    version = await imports.save(userId, record, version);
    await context.report(record.processedRows / record.rowCount, 'importing');
  }
  return version === undefined ? asChanged(deps, run) : { value: record, version };
}

/**
 * The import as somebody else has made it: to be undone, or ended.
 *
 * @throws Error when another process imports it, perhaps since this one was taken for dead: the queue asks again later
 */
async function asChanged({ imports }: ImportRatingsDeps, { userId, importId }: Run) {
  const found = await imports.find(userId, importId);
  if (found?.value.state === 'running') throw importMovedOn();
  return found;
}

/** @returns `undefined` when the import was changed by somebody else meanwhile, or its reader was erased */
async function unlessMovedOn<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof DomainError && error.kind === 'conflict') return undefined;
    throw error;
  }
}

type Claimed = { readonly claim: ImportClaim; readonly record: ReaderImport };

async function importChunk(
  deps: ImportRatingsDeps,
  { userId, importId, context }: Run,
  { claim, record: { existing, isDryRun, createdAtMs } }: Claimed,
  chunk: number,
  stored: Versioned<readonly ImportRow[]>,
): Promise<readonly ImportRow[]> {
  const { imports } = deps;
  const save = async (rows: readonly ImportRow[], version: number) => {
    const saved = await imports.saveRows(userId, importId, chunk, rows, version);
    if (saved === undefined) throw importMovedOn();
    return saved;
  };

  const planned = await plansOf(deps, userId, stored.value, existing);
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
  const applying = { userId, claim, importedAt: new Date(createdAtMs) };
  const applied = await carriedOut(deps, applying, planned);
  await save(applied, version);
  await announce(deps, userId, applied, context.signal);
  return applied;
}

const isToBeDone = (row: ImportRow) => isPlanned(row) || isPlannedEntry(row);

/** The rows after the plans that some of them have were carried out. */
async function carriedOut(
  deps: ImportRatingsDeps,
  applying: ApplyContext,
  rows: readonly ImportRow[],
): Promise<ImportRow[]> {
  const results = await applyRows(deps, applying, rows.filter(isPlanned));
  for (const row of rows.filter(isPlannedEntry)) {
    results.push(await applyEntry(deps, applying, row));
  }
  return inTheirPlaces(rows, results);
}

/** The rows, with those that have changed in the places of what they were. */
function inTheirPlaces(rows: readonly ImportRow[], changed: readonly ImportRow[]): ImportRow[] {
  const changedByNumber = new Map(changed.map((row) => [row.row, row]));
  return rows.map((row) => changedByNumber.get(row.row) ?? row);
}

/** The rows with their outcomes, or with plans that are to be stored before they are carried out. */
async function plansOf(
  deps: ImportRatingsDeps,
  userId: UserId,
  rows: readonly ImportRow[],
  existing: ReaderImport['existing'],
): Promise<ImportRow[]> {
  const open = rows.filter((row) => row.outcome === 'waiting' && !isToBeDone(row));
  const known = await readBooksByKey(deps.books, open);
  const matchOf = async (row: ImportRow): Promise<ImportRow> => {
    if (row.outcome !== 'waiting' || isToBeDone(row)) return row;
    if (isNotInterested(row)) return planEntry(deps, userId, row);
    const match = await findBookOfRow(deps, row, known);
    if ('matched' in match) return { ...row, ...match };
    const { candidates } = match;
    if (candidates.length === 0) return { ...row, outcome: 'not_found' };
    return { ...row, outcome: 'needs_review', candidates: [...candidates] };
  };
  const matched: ImportRow[] = [];
  for (let from = 0; from < rows.length; from += ROWS_AT_A_TIME) {
    const part = rows.slice(from, from + ROWS_AT_A_TIME);
    matched.push(...(await Promise.all(part.map(matchOf))));
  }
  const isToBePlanned = (row: ImportRow) =>
    row.outcome === 'waiting' && isMatched(row) && !isPlanned(row);
  const bookIds = matched.filter(isToBePlanned).flatMap((row) => row.matched?.bookId ?? []);
  const standing = await deps.ratings.findMany(userId, bookIds);
  return matched.map((row) =>
    isToBePlanned(row) && isMatched(row)
      ? planRow(row, standing.get(row.matched.bookId), existing)
      : row,
  );
}

/** Takes the rows back, the last first, so that of two rows of one book the first one's `before` stands in the end. */
async function undoImport(deps: ImportRatingsDeps, run: Run, begun: Versioned<ReaderImport>) {
  const { imports } = deps;
  const { userId, importId, context } = run;
  const { isDryRun, createdAtMs, rowCount } = begun.value;
  const claim = { importId, version: begun.version };
  const undoing = { userId, claim, importedAt: new Date(createdAtMs) };
  let counts: ReaderImport['counts'] = {};
  for (let chunk = chunkOfRow(Math.max(rowCount, 1)); chunk >= 0; chunk -= 1) {
    if (context.signal.aborted) return begun;
    const stored = await imports.readRows(userId, importId, chunk);
    if (stored === undefined) continue;
    await deps.invalidate(userId, context.signal);
    const rows = isDryRun
      ? stored.value
      : await unlessMovedOn(() => allTakenBack(deps, undoing, stored.value));
    if (rows === undefined) return imports.find(userId, importId);
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

async function allTakenBack(
  deps: ImportRatingsDeps,
  undoing: ApplyContext,
  rows: readonly ImportRow[],
): Promise<ImportRow[]> {
  // One that is planned may have been carried out just before the process ended.
  const done = rows.map((row) =>
    isToBeDone(row) ? { ...row, outcome: 'imported' as const } : row,
  );
  const imported = done.filter(({ outcome }) => outcome === 'imported').toReversed();
  const results = await undoRows(deps, undoing, imported.filter(isMatched));
  for (const row of imported.filter(isNotInterested)) {
    results.push(await undoEntry(deps, undoing, row));
  }
  return inTheirPlaces(done, results);
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
