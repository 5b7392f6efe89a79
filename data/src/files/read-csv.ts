import { parse } from 'csv-parse/sync';
import { readLines } from './read-lines.ts';

/** A row of a CSV file and its line, counted from 1. */
export type CsvRow = { readonly line: number; readonly fields: readonly string[] };

/** A line that cannot be read as a row, such as one with a quote that is not closed. */
export type CsvFault = { readonly line: number; readonly reason: string };

export type CsvBatch = { readonly rows: readonly CsvRow[]; readonly faults: readonly CsvFault[] };

/**
 * Reads comma-separated text, either line end, with or without a byte order mark, in batches of whatever one chunk of
 * the file holds. The header is the first row. Rows may have any number of fields; empty lines are skipped.
 *
 * A row ends with its line, even inside quotes: the files that are read here have no fields of several lines, and a
 * quote that somebody forgot to close must not swallow the rest of the file.
 */
export async function* readCsv(bytes: AsyncIterable<Uint8Array>): AsyncIterable<CsvBatch> {
  let line = 0;
  for await (const texts of readLines(bytes)) {
    const rows: CsvRow[] = [];
    const faults: CsvFault[] = [];
    for (const text of texts) {
      line += 1;
      if (text === '') continue;
      // Most lines have no quotes, and splitting is several times faster than parsing.
      const fields = text.includes('"') ? parseQuoted(text) : text.split(',');
      if (fields === undefined) faults.push({ line, reason: 'has a misplaced quote' });
      else rows.push({ line, fields });
    }
    yield { rows, faults };
  }
}

function parseQuoted(line: string): readonly string[] | undefined {
  try {
    return parse(line, { relax_column_count: true })[0];
  } catch {
    return undefined;
  }
}
