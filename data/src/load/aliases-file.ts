import { BookId } from '@books/domain/ids';
import { DomainError } from '@books/domain/errors';
import type { Alias } from '@books/storage/bulk-loader';
import { openBytes } from '../files/open-bytes.ts';
import { readCsv } from '../files/read-csv.ts';
import type { BadRow, Batch, Row, Source } from './source.ts';

const HEADER = 'alias,book_id';

/** The aliases file: CSV with the columns `alias` and `book_id`, plain or gzip. */
export function aliasesFile(path: string): Source<Alias> {
  return async () => {
    const header = await readHeader(path);
    if (header.join(',') === HEADER) return readBatches(path);
    throw new DomainError('invalid_request', `${path} must begin with the line ${HEADER}`);
  };
}

async function readHeader(path: string): Promise<readonly string[]> {
  const file = await openBytes(path);
  for await (const { rows } of readCsv(file.bytes)) {
    if (rows[0] !== undefined) return rows[0].fields;
  }
  return [];
}

async function* readBatches(path: string): AsyncIterable<Batch<Alias>> {
  const file = await openBytes(path);
  let isHeaderRead = false;
  for await (const { rows: csvRows, faults } of readCsv(file.bytes)) {
    const rows: Row<Alias>[] = [];
    const badRows: BadRow[] = faults.map((fault) => ({ file: path, ...fault }));
    for (const { line, fields } of csvRows) {
      if (!isHeaderRead) {
        isHeaderRead = true;
        continue;
      }
      const alias = parseAlias(fields);
      if (typeof alias === 'string') badRows.push({ file: path, line, reason: alias });
      else rows.push({ line, value: alias });
    }
    yield { file: path, rows, badRows, fractionRead: file.fractionRead() };
  }
}

function parseAlias(fields: readonly string[]): Alias | string {
  if (fields.length !== 2) return `has ${fields.length} columns, not 2`;
  const [from, to] = fields.map((field) => BookId.safeParse(field));
  if (from?.success !== true) return `alias ${from?.error.issues[0]?.message}`;
  if (to?.success !== true) return `book_id ${to?.error.issues[0]?.message}`;
  return { from: from.data, to: to.data };
}
