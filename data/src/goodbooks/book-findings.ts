import type { Book } from '@books/domain/book';
import type { BookRow } from './books.ts';
import { tidyText } from './text.ts';

/** What was mended, left out or found missing when `row` became `book`: short phrases for the report. */
export function findingsOf(row: BookRow, book: Book): string[] {
  const findings: Readonly<Record<string, boolean>> = {
    'isbn absent': row.isbn === '',
    'isbn invalid, left out': row.isbn !== '' && book.isbn === undefined,
    'isbn padded with zeros': book.isbn !== undefined && book.isbn !== row.isbn,
    'year absent': row.original_publication_year === '',
    'year unreadable, left out':
      row.original_publication_year !== '' && book.publication_year === undefined,
    'year before the common era': (book.publication_year ?? 0) < 0,
    'language absent': row.language_code === '',
    'language unknown, left out': row.language_code !== '' && book.language === undefined,
    'title with blanks tidied': tidyText(row.title) !== row.title,
    'series found': book.series !== undefined,
    'series without a volume': book.series !== undefined && book.series.volume === undefined,
    'author repeated, left out': book.authors.length < row.authors.split(',').length,
    'no subject': book.subjects.length === 0,
  };
  return Object.keys(findings).filter((finding) => findings[finding]);
}
