import { parse, type CsvError } from 'csv-parse';

/** A row of a CSV file and the line on which it ends, counted from 1. */
export type CsvRow = { readonly line: number; readonly fields: readonly string[] };

/** A stretch of text that cannot be read as a row, such as one with a quote that is never closed. */
export type CsvFault = { readonly line: number; readonly reason: string };

export type CsvBatch = { readonly rows: readonly CsvRow[]; readonly faults: readonly CsvFault[] };

// A quote that is never closed would swallow the rest of the file.
const MAX_ROW_CHARACTERS = 10_000;

/**
 * Reads comma-separated text (RFC 4180, either line end, with or without a byte order mark) in batches of whatever
 * one chunk of the file holds. The header is the first row. Rows may have any number of fields; empty lines are
 * skipped.
 */
export async function* readCsv(bytes: AsyncIterable<Uint8Array>): AsyncIterable<CsvBatch> {
  let rows: CsvRow[] = [];
  let faults: CsvFault[] = [];
  const parser = parse({
    bom: true,
    max_record_size: MAX_ROW_CHARACTERS,
    record_delimiter: ['\r\n', '\n'],
    relax_column_count: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
    on_record: (fields: string[], { lines }) => {
      rows.push({ line: lines, fields });
      return null;
    },
    on_skip: (error: CsvError | undefined) => {
      faults.push({ line: parser.info.lines, reason: error?.message ?? 'cannot be read as CSV' });
      return undefined;
    },
  });

  const takeBatch = (): CsvBatch => {
    const batch = { rows, faults };
    rows = [];
    faults = [];
    return batch;
  };

  for await (const chunk of bytes) {
    await new Promise<void>((resolve, reject) => {
      parser.write(chunk, (error) => (error ? reject(error) : resolve()));
    });
    yield takeBatch();
  }
  await new Promise<void>((resolve, reject) => {
    parser.once('error', reject);
    parser.end(resolve);
  });
  yield takeBatch();
}
