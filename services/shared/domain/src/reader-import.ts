import { z } from 'zod';
import { BookId } from './ids.ts';
import { NotInterestedScope } from './not-interested.ts';
import { Stars } from './stars.ts';

/** What a file of ratings is. */
export const ImportFormat = z.enum(['goodreads', 'export']).meta({
  id: 'ImportFormat',
  description: 'CSV with the columns of Goodreads, or our own JSON export',
});
export type ImportFormat = z.infer<typeof ImportFormat>;

/** What became of a row of a file. */
export const RowOutcome = z
  .enum([
    'waiting',
    'imported',
    'unchanged',
    'kept',
    'no_rating',
    'needs_review',
    'not_found',
    'invalid',
    'skipped',
    'undone',
  ])
  .meta({
    id: 'RowOutcome',
    description: [
      '`waiting` for its turn',
      '`imported` (in a dry run: would be)',
      '`unchanged`: the same rating was there',
      '`kept`: another rating was there and stays',
      '`no_rating`: the file has none for this book',
      '`needs_review`: not sure enough which book it is',
      '`not_found`: the catalogue has no such book',
      '`invalid`: the row cannot be read',
      '`skipped` by the reader',
      '`undone`: was imported and was taken back',
    ].join('; '),
  });
export type RowOutcome = z.infer<typeof RowOutcome>;

/** How sure it is that a row means a book: 0 to 1. */
const Confidence = z.number().min(0).max(1);

/** A book that a row may mean. */
export const ImportCandidate = z.object({ bookId: BookId, confidence: Confidence });
export type ImportCandidate = z.infer<typeof ImportCandidate>;

/** Longest title and author that are kept of a row. */
export const MAX_ROW_TEXT = 300;

/** A row of a file, what it is taken for and what was done with it. */
export const ImportRow = z.object({
  /** Place among the rows, from 1. */
  row: z.int().min(1),
  /** Where it begins in the file, from 1. */
  line: z.int().min(1),
  outcome: RowOutcome,
  title: z.string().optional(),
  authors: z.array(z.string()).optional(),
  isbns: z.array(z.string()).optional(),
  /** Of our own export. */
  givenBookId: z.string().optional(),
  stars: Stars.optional(),
  ratedAtMs: z.int().optional(),
  /** What the reader does not want to be recommended: then the row rates no book. */
  notInterested: z
    .object({ scope: NotInterestedScope, id: z.string(), addedAtMs: z.int().optional() })
    .optional(),
  /** What a reader should know about it, such as a rounded rating. */
  notes: z.array(z.string()).optional(),
  matchedBy: z.enum(['book_id', 'isbn', 'title_author', 'reader']).optional(),
  matched: ImportCandidate.optional(),
  candidates: z.array(ImportCandidate).optional(),
  /** What the reader had given before, `null` for nothing: noted before it is replaced, so that it can be put back. */
  before: z.object({ stars: Stars, ratedAtMs: z.int() }).nullable().optional(),
});
export type ImportRow = z.infer<typeof ImportRow>;

/** `uploading` ends in `waiting` or in nothing; only what is `completed` can be changed. */
export const ImportState = z
  .enum(['uploading', 'waiting', 'running', 'completed', 'undoing', 'undone', 'failed'])
  .meta({ id: 'ImportState' });
export type ImportState = z.infer<typeof ImportState>;

/** What is done with a rating that is there already and differs from the file's. */
export const ExistingRatings = z.enum(['keep', 'replace']).meta({
  id: 'ExistingRatings',
  description: 'Of a book that is rated already: `keep` that rating or `replace` it',
});
export type ExistingRatings = z.infer<typeof ExistingRatings>;

/** A file of ratings that a reader has sent. */
export const ReaderImport = z.object({
  importId: z.string(),
  format: ImportFormat,
  isDryRun: z.boolean(),
  existing: ExistingRatings,
  state: ImportState,
  rowCount: z.int().min(0),
  /** Rows that have their outcome. */
  processedRows: z.int().min(0),
  counts: z.partialRecord(RowOutcome, z.int().min(0)),
  createdAtMs: z.int(),
  finishedAtMs: z.int().optional(),
  failure: z.string().optional(),
});
export type ReaderImport = z.infer<typeof ReaderImport>;

/** Rows that are stored together. */
export const ROWS_PER_CHUNK = 50;

/** The chunk that holds a row, from 0. */
export function chunkOfRow(row: number): number {
  return Math.floor((row - 1) / ROWS_PER_CHUNK);
}

/** How many rows there are of each outcome. */
export function countOutcomes(rows: Iterable<ImportRow>): Partial<Record<RowOutcome, number>> {
  const counts: Partial<Record<RowOutcome, number>> = {};
  for (const { outcome } of rows) counts[outcome] = (counts[outcome] ?? 0) + 1;
  return counts;
}
