import { BookId } from '@books/domain/ids';
import {
  ExistingRatings,
  ImportFormat,
  ImportState,
  RowOutcome,
  type ImportRow,
  type ReaderImport,
} from '@books/domain/reader-import';
import { Stars } from '@books/domain/stars';
import { z } from 'zod';
import { NotInterestedInput } from '../routes/not-interested-shapes.ts';

export const ImportId = z.uuid().meta({ description: 'Id of an import' });

/** An import as clients read it. */
export const ImportShape = z
  .object({
    import_id: ImportId,
    state: ImportState,
    format: ImportFormat,
    dry_run: z.boolean(),
    existing: ExistingRatings,
    rows: z.int().min(0),
    progress: z.number().min(0).max(1).meta({ description: 'Share of the rows that are done' }),
    outcomes: z.partialRecord(RowOutcome, z.int().min(0)).meta({
      description: 'Rows by what became of them',
      example: { imported: 940, unchanged: 12, needs_review: 8, no_rating: 40 },
    }),
    created_at: z.iso.datetime(),
    finished_at: z.iso.datetime().optional(),
    failure: z.string().optional(),
  })
  .meta({ id: 'Import' });

const CandidateShape = z.object({ book_id: BookId, confidence: z.number().min(0).max(1) });

/** A row of an import as clients read it. */
export const ImportRowShape = z
  .object({
    row: z.int().min(1),
    line: z.int().min(1).meta({ description: 'Where it begins in the file' }),
    outcome: RowOutcome,
    title: z.string().optional(),
    authors: z.array(z.string()).optional(),
    isbn_13: z.array(z.string()).optional(),
    rating: Stars.optional(),
    not_interested: NotInterestedInput.optional().meta({
      description: 'What the row says is not wanted, instead of a rating',
    }),
    notes: z.array(z.string()).optional(),
    matched_by: z.enum(['book_id', 'isbn', 'title_author', 'reader']).optional(),
    book_id: BookId.optional().meta({ description: 'The book that it was taken for' }),
    confidence: z.number().min(0).max(1).optional(),
    candidates: z.array(CandidateShape).optional().meta({
      description: 'Books that it may be, surest first',
    }),
  })
  .meta({ id: 'ImportRow' });

export function importShape(value: ReaderImport): z.infer<typeof ImportShape> {
  const { rowCount, processedRows, finishedAtMs } = value;
  return {
    import_id: value.importId,
    state: value.state,
    format: value.format,
    dry_run: value.isDryRun,
    existing: value.existing,
    rows: rowCount,
    progress: rowCount === 0 ? 0 : Math.round((processedRows / rowCount) * 1000) / 1000,
    outcomes: value.counts,
    created_at: new Date(value.createdAtMs).toISOString(),
    ...(finishedAtMs !== undefined && { finished_at: new Date(finishedAtMs).toISOString() }),
    ...(value.failure !== undefined && { failure: value.failure }),
  };
}

export function importRowShape(row: ImportRow): z.infer<typeof ImportRowShape> {
  const { title, authors, isbns, stars, notes, matched, matchedBy, candidates, notInterested } =
    row;
  return {
    row: row.row,
    line: row.line,
    outcome: row.outcome,
    ...(title !== undefined && { title }),
    ...(authors && { authors }),
    ...(isbns && { isbn_13: isbns }),
    ...(stars !== undefined && { rating: stars }),
    ...(notInterested && {
      not_interested: { scope: notInterested.scope, id: notInterested.id },
    }),
    ...(notes && { notes }),
    ...(matchedBy && { matched_by: matchedBy }),
    ...(matched && { book_id: matched.bookId, confidence: matched.confidence }),
    ...(candidates && {
      candidates: candidates.map(({ bookId, confidence }) => ({ book_id: bookId, confidence })),
    }),
  };
}
