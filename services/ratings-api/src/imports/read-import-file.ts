import { DomainError } from '@books/domain/errors';
import type { ImportFormat } from '@books/domain/reader-import';
import { decodeLines } from './decode-lines.ts';
import { readExportFile } from './export-file.ts';
import {
  readGoodreadsHeader,
  readGoodreadsRecord,
  type GoodreadsHeader,
  type UnnumberedRow,
} from './goodreads-file.ts';
import { readCsv } from './csv-records.ts';

export type ImportFile = {
  readonly format: ImportFormat;
  readonly rows: AsyncIterable<UnnumberedRow>;
};

/** How much text is looked at for a header. */
const HEADER_LENGTH = 65_536;
const DELIMITERS = [',', ';', '\t'];

/**
 * Opens a file of ratings: our own JSON export, or CSV with the columns of Goodreads. Rows come one by one, whatever the
 * size of the file; one that cannot be read is an `invalid` row.
 *
 * @throws DomainError invalid_request when the file is neither
 */
export async function readImportFile(
  bytes: AsyncIterable<Uint8Array>,
  now: Date,
): Promise<ImportFile> {
  const source = decodeLines(bytes)[Symbol.asyncIterator]();
  let start = '';
  for (;;) {
    const { value, done } = await source.next();
    if (done) break;
    start += value;
    if (start.length >= HEADER_LENGTH || /\S[^]*[\r\n]/.test(start)) break;
  }
  if (/^\s*\{/.test(start)) return { format: 'export', rows: readExportFile(start, source, now) };
  const { header, delimiter, body, firstLine } = await findHeader(start);
  const records = readCsv(continued(body, source), {
    delimiter,
    firstLine,
    columnCount: header.columnCount,
  });
  return { format: 'goodreads', rows: rowsOf(records, header, now) };
}

async function* rowsOf(
  records: ReturnType<typeof readCsv>,
  header: GoodreadsHeader,
  now: Date,
): AsyncIterable<UnnumberedRow> {
  for await (const record of records) {
    yield 'fault' in record
      ? { line: record.line, outcome: 'invalid', notes: [record.fault] }
      : readGoodreadsRecord(header, record, now);
  }
}

async function findHeader(start: string) {
  const blank = /^(?:[ \t]*(?:\r\n|\r|\n))*/.exec(start)?.[0] ?? '';
  const rest = start.slice(blank.length);
  const line = /^[^\r\n]*/.exec(rest)?.[0] ?? '';
  for (const delimiter of DELIMITERS) {
    const [record] = await Array.fromAsync(readCsv(once(`${line}\n`), { delimiter }));
    const header = record && 'fields' in record ? readGoodreadsHeader(record.fields) : undefined;
    if (header === undefined) continue;
    const lineEnd = /^\r\n|^\r|^\n/.exec(rest.slice(line.length))?.[0] ?? '';
    const firstLine = (blank.match(/\r\n|\r|\n/g)?.length ?? 0) + 2;
    return { header, delimiter, firstLine, body: rest.slice(line.length + lineEnd.length) };
  }
  throw new DomainError(
    'invalid_request',
    'the file is neither a CSV file with the columns of Goodreads (Title, My Rating) nor our own JSON export',
  );
}

async function* once(text: string): AsyncIterable<string> {
  yield text;
}

async function* continued(text: string, source: AsyncIterator<string>): AsyncIterable<string> {
  yield text;
  for (;;) {
    const { value, done } = await source.next();
    if (done) return;
    yield value;
  }
}
