import { join } from 'node:path';
import { DomainError } from '@books/domain/errors';
import { openBytes } from '../files/open-bytes.ts';
import { readCsv } from '../files/read-csv.ts';

/** The files of goodbooks-10k that are read, and the columns that are used. */
export const SOURCE_FILES = {
  books: {
    name: 'books.csv.gz',
    columns: [
      'id',
      'book_id',
      'isbn',
      'authors',
      'original_publication_year',
      'title',
      'language_code',
      'average_rating',
      'ratings_count',
    ],
  },
  ratings: { name: 'ratings.csv.gz', columns: ['book_id', 'user_id', 'rating'] },
  shelvings: { name: 'book_tags.csv.gz', columns: ['goodreads_book_id', 'tag_id', 'count'] },
  shelves: { name: 'tags.csv.gz', columns: ['tag_id', 'tag_name'] },
} as const;

type SourceFile = (typeof SOURCE_FILES)[keyof typeof SOURCE_FILES];

/** A row of a source file: the text of each used column, empty where the row is too short. */
export type SourceRow<File extends SourceFile> = Readonly<Record<File['columns'][number], string>>;

/**
 * Reads the used columns of one file, row by row.
 *
 * @throws DomainError not_found when the file is missing, invalid_request when a column is missing or a row is not CSV
 */
export async function* readSource<File extends SourceFile>(
  directory: string,
  file: File,
): AsyncIterable<SourceRow<File>> {
  const path = join(directory, file.name);
  const columns: readonly File['columns'][number][] = file.columns;
  let positions: readonly number[] | undefined;
  for await (const { rows, faults } of readCsv((await openBytes(path)).bytes)) {
    const [fault] = faults;
    if (fault !== undefined) {
      throw new DomainError('invalid_request', `${path}, line ${fault.line}: ${fault.reason}`);
    }
    for (const { fields } of rows) {
      if (positions === undefined) {
        positions = findColumns(path, columns, fields);
        continue;
      }
      const row: Partial<Record<File['columns'][number], string>> = {};
      for (let i = 0; i < columns.length; i += 1) row[columns[i]!] = fields[positions[i]!] ?? '';
      yield row as SourceRow<File>; // every column was set in the line above
    }
  }
}

function findColumns(path: string, wanted: readonly string[], header: readonly string[]): number[] {
  const missing = wanted.filter((column) => !header.includes(column));
  if (missing.length > 0) {
    throw new DomainError('invalid_request', `${path} has no column ${missing.join(', ')}`);
  }
  return wanted.map((column) => header.indexOf(column));
}
