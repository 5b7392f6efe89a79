import { Book, type BookInput, type SourceRating } from '@books/domain/book';
import { isbn13FromIsbn10, isIsbn10 } from '@books/domain/isbn';
import { parseLanguage } from '@books/domain/language';
import { parseSeriesTitle } from '@books/domain/title';
import type { Tally } from './account.ts';
import { parseAuthors } from './authors.ts';
import { FIGURES_AS_OF } from './release.ts';
import type { SOURCE_FILES, SourceRow } from './source-files.ts';
import { tidyText } from './text.ts';

export type BookRow = SourceRow<typeof SOURCE_FILES.books>;

export type BookContext = {
  /** Genres of the book, strongest first. */
  readonly subjects: readonly string[];
  readonly isKnownSeries: (name: string) => boolean;
  /** Counts what was mended, left out or found missing in the kept rows. */
  readonly findings: Tally;
};

/** The catalogue's id of a book of the source, by `books.id`. */
export function goodbooksId(id: string): string {
  return `gb:${id}`;
}

/** Turns a row of the source into a record of the catalogue; `reason` says what makes it unusable. */
export function convertBook(
  row: BookRow,
  { subjects, isKnownSeries, findings }: BookContext,
): { readonly book: Book } | { readonly reason: string } {
  const isbn = convertIsbn(row.isbn);
  const year = convertYear(row.original_publication_year);
  const language = parseLanguage(row.language_code);
  const title = tidyText(row.title);
  const { title: bareTitle, series } = parseSeriesTitle(title, isKnownSeries);
  const authors = parseAuthors(row.authors);
  const candidate: BookInput = {
    book_id: goodbooksId(row.id),
    title: bareTitle,
    authors,
    ...(year !== undefined && { publication_year: year }),
    ...(isbn !== undefined && { isbn, isbn_13: [isbn13FromIsbn10(isbn)] }),
    ...(language !== undefined && { language }),
    subjects: [...subjects],
    ...(series !== undefined && { series }),
    source_rating: convertSourceRating(row),
  };
  const parsed = Book.safeParse(candidate);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return { reason: `${issue?.path.join('.')}: ${issue?.message}` };
  }

  const count = (name: string, isFound: boolean): void => findings.add(name, isFound ? 1 : 0);
  count('isbn absent', row.isbn === '');
  count('isbn invalid, left out', row.isbn !== '' && isbn === undefined);
  count('isbn padded with zeros', isbn !== undefined && isbn !== row.isbn);
  count('year absent', row.original_publication_year === '');
  count('year unreadable, left out', row.original_publication_year !== '' && year === undefined);
  count('year before the common era', year !== undefined && year < 0);
  count('language absent', row.language_code === '');
  count('language unknown, left out', row.language_code !== '' && language === undefined);
  count('title with blanks tidied', title !== row.title);
  count('series found', series !== undefined);
  count(
    'series with several volumes in one book',
    series !== undefined && series.volume === undefined,
  );
  count('author repeated in one book', authors.length < row.authors.split(',').length);
  count('no subject', subjects.length === 0);
  return { book: parsed.data };
}

/** The ISBN-10, with the leading zeros restored that a spreadsheet took away; `undefined` when it is not valid. */
export function convertIsbn(text: string): string | undefined {
  const padded = text.trim().toUpperCase().padStart(10, '0');
  return text.trim() !== '' && isIsbn10(padded) ? padded : undefined;
}

/** A year written as a decimal number, "2008.0" or "-750.0" (BCE); `undefined` when it is not a whole year. */
export function convertYear(text: string): number | undefined {
  return /^-?\d{1,4}(?:\.0+)?$/.test(text) ? Number(text) : undefined;
}

function convertSourceRating(row: BookRow): SourceRating {
  return {
    average: Number(row.average_rating),
    count: Number(row.ratings_count),
    source: 'goodreads',
    as_of: FIGURES_AS_OF,
  };
}
