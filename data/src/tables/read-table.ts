import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { DomainError } from '@books/domain/errors';
import { parse } from 'csv-parse/sync';

/** A row of a table: its line (counted from 1, where it ends) and its fields as they stand. */
export type TableRow = { readonly line: number; readonly fields: readonly string[] };

export type Table = {
  /** Names of the columns, folded: "  num_pages" and "Num Pages" are `num_pages`. */
  readonly columns: readonly string[];
  readonly rows: readonly TableRow[];
  /** What a spreadsheet did to the file as a whole. */
  readonly findings: readonly TableFinding[];
};

export type TableFinding =
  'file in utf-16' | 'file in windows-1252' | 'separated by semicolons' | 'separated by tabs';

const GZIP_MAGIC = Buffer.from([0x1f, 0x8b]);

/**
 * Reads a table that people keep in spreadsheets: plain or gzip; UTF-8, UTF-16 or Windows-1252; separated by commas,
 * semicolons or tabs; with fields of several lines. The whole table is held in memory.
 *
 * @throws DomainError not_found or invalid_request with a sentence that names the file
 */
export async function readTable(path: string): Promise<Table> {
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw new DomainError('not_found', `there is no file ${path}`, { cause });
  });
  const { text, encoding } = decode(
    bytes.subarray(0, 2).equals(GZIP_MAGIC) ? gunzipSync(bytes) : bytes,
  );
  const { delimiter, separation } = delimiterOf(text);
  const records = parseRecords(path, text, delimiter);
  const header = records.shift();
  if (header === undefined) throw new DomainError('invalid_request', `${path} is empty`);
  return {
    columns: header.fields.map(foldColumn),
    rows: records,
    findings: [...encoding, ...separation],
  };
}

/** A column's name in lower case with `_` for what is neither letter nor digit. */
export function foldColumn(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_');
}

function decode(bytes: Buffer): { text: string; encoding: TableFinding[] } {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) {
    return { text: new TextDecoder('utf-16le').decode(bytes), encoding: ['file in utf-16'] };
  }
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), encoding: [] };
  } catch {
    const text = new TextDecoder('windows-1252').decode(bytes);
    return { text, encoding: ['file in windows-1252'] };
  }
}

function delimiterOf(text: string): { delimiter: string; separation: TableFinding[] } {
  const header = text.slice(0, text.indexOf('\n') + 1 || text.length);
  const count = (delimiter: string) => header.split(delimiter).length;
  if (count('\t') > count(',')) return { delimiter: '\t', separation: ['separated by tabs'] };
  if (count(';') > count(',')) return { delimiter: ';', separation: ['separated by semicolons'] };
  return { delimiter: ',', separation: [] };
}

type ParsedRecord = { readonly record: string[]; readonly info: { readonly lines: number } };

function parseRecords(path: string, text: string, delimiter: string): TableRow[] {
  try {
    // The options ask for records with their places.
    const records = parse(text, {
      delimiter,
      info: true,
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
    }) as unknown as ParsedRecord[];
    return records.map(({ record, info }) => ({ line: info.lines, fields: record }));
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : String(cause);
    throw new DomainError('invalid_request', `${path} cannot be read: ${detail}`, { cause });
  }
}
