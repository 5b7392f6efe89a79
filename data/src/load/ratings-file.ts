import { DomainError } from '@books/domain/errors';
import type { Rating } from '@books/domain/rating';
import { openBytes } from '../files/open-bytes.ts';
import { readCsv } from '../files/read-csv.ts';
import { createRatingFieldsParser, RATING_COLUMNS, type RatingColumn } from './rating-fields.ts';
import type { BadRow, Batch, Row, Source } from './source.ts';

export type RatingsFileOptions = {
  /** The time of ratings that carry none. */
  readonly undatedAt: Date;
};

/**
 * The ratings file: CSV with the columns `user_id`, `book_id`, `rating` and, if times are known, `timestamp`, in any
 * order, plain or gzip.
 */
export function ratingsFile(path: string, { undatedAt }: RatingsFileOptions): Source<Rating> {
  return async () => {
    const columns = checkHeader(path, await readHeader(path));
    return readBatches(path, createRatingFieldsParser(columns, undatedAt));
  };
}

async function readHeader(path: string): Promise<readonly string[]> {
  const file = await openBytes(path);
  for await (const { rows } of readCsv(file.bytes)) {
    if (rows[0] !== undefined) return rows[0].fields;
  }
  return [];
}

function checkHeader(path: string, header: readonly string[]): RatingColumn[] {
  const columns = RATING_COLUMNS.filter((column) => header.includes(column));
  const required = RATING_COLUMNS.filter((column) => column !== 'timestamp');
  const isComplete = required.every((column) => columns.includes(column));
  if (!isComplete || columns.length !== header.length) {
    throw new DomainError(
      'invalid_request',
      `${path} must begin with the line user_id,book_id,rating or user_id,book_id,rating,timestamp`,
    );
  }
  return columns.sort((a, b) => header.indexOf(a) - header.indexOf(b));
}

async function* readBatches(
  path: string,
  parseFields: ReturnType<typeof createRatingFieldsParser>,
): AsyncIterable<Batch<Rating>> {
  const file = await openBytes(path);
  let isHeaderRead = false;
  for await (const { rows: csvRows, faults } of readCsv(file.bytes)) {
    const rows: Row<Rating>[] = [];
    const badRows: BadRow[] = faults.map((fault) => ({ file: path, ...fault }));
    for (const { line, fields } of csvRows) {
      if (!isHeaderRead) {
        isHeaderRead = true;
        continue;
      }
      const parsed = parseFields(fields);
      if ('reason' in parsed) badRows.push({ file: path, line, reason: parsed.reason });
      else rows.push({ line, value: parsed });
    }
    yield { file: path, rows, badRows, fractionRead: file.fractionRead() };
  }
}
