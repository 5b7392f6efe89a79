import { Book } from '@books/domain/book';
import type { z } from 'zod';
import { openBytes, type InputFile } from '../files/open-bytes.ts';
import { readLines } from '../files/read-lines.ts';
import type { BadRow, Batch, Row, Source } from './source.ts';

/** The catalogue file: one `Book` as JSON a line, plain or gzip. Empty lines are skipped. */
export function booksFile(path: string): Source<Book> {
  return async () => readBatches(path, await openBytes(path));
}

async function* readBatches(path: string, file: InputFile): AsyncIterable<Batch<Book>> {
  let line = 0;
  for await (const texts of readLines(file.bytes)) {
    const rows: Row<Book>[] = [];
    const badRows: BadRow[] = [];
    for (const text of texts) {
      line += 1;
      if (text.trim() === '') continue;
      const parsed = parseBookLine(text);
      if ('book' in parsed) rows.push({ line, value: parsed.book });
      else badRows.push({ file: path, line, reason: parsed.reason });
    }
    yield { file: path, rows, badRows, fractionRead: file.fractionRead() };
  }
}

/** Reads one line of the catalogue file; `reason` names every member that is wrong. */
export function parseBookLine(text: string): { readonly book: Book } | { readonly reason: string } {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return { reason: `is not JSON: ${error instanceof Error ? error.message : String(error)}` };
  }
  const parsed = Book.safeParse(json);
  return parsed.success ? { book: parsed.data } : { reason: describeIssues(parsed.error) };
}

function describeIssues(error: z.ZodError): string {
  return error.issues
    .map(({ path, message }) => (path.length === 0 ? message : `${path.join('.')}: ${message}`))
    .join('; ');
}
