import { Book, type BookInput, type SourceRating } from '@books/domain/book';
import { isbn13FromIsbn10, isIsbn10 } from '@books/domain/isbn';
import { parseLanguage } from '@books/domain/language';
import { parseSeriesTitle } from '@books/domain/title';
import { parseAuthors } from './authors.ts';
import { FIGURES_AS_OF } from './release.ts';
import type { SOURCE_FILES, SourceRow } from './source-files.ts';
import { tidyText } from './text.ts';

export type BookRow = SourceRow<typeof SOURCE_FILES.books>;

export type BookContext = {
  /** Genres of the book, strongest first. */
  readonly subjects: readonly string[];
  readonly isKnownSeries: (name: string) => boolean;
};

/** The catalogue's id of a book of the source, by `books.id`. */
export function goodbooksId(id: string): string {
  return `gb:${id}`;
}

/** Turns a row of the source into a record of the catalogue; `reason` says what makes it unusable. */
export function convertBook(
  row: BookRow,
  { subjects, isKnownSeries }: BookContext,
): { readonly book: Book } | { readonly reason: string } {
  const isbn = convertIsbn(row.isbn);
  const year = convertYear(row.original_publication_year);
  const language = parseLanguage(row.language_code);
  const { title, series } = parseSeriesTitle(tidyText(row.title), isKnownSeries);
  const sourceRating = convertSourceRating(row);
  const candidate: BookInput = {
    book_id: goodbooksId(row.id),
    title,
    authors: parseAuthors(row.authors),
    ...(year !== undefined && { publication_year: year }),
    ...(isbn !== undefined && { isbn, isbn_13: [isbn13FromIsbn10(isbn)] }),
    ...(language !== undefined && { language }),
    subjects: [...subjects],
    ...(series !== undefined && { series }),
    ...(sourceRating !== undefined && { source_rating: sourceRating }),
  };
  const parsed = Book.safeParse(candidate);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return { reason: `${issue?.path.join('.')}: ${issue?.message}` };
  }
  return { book: parsed.data };
}

// Zeros that a spreadsheet took away come back, but "0" and "123" never were an ISBN.
const SHORTEST_ISBN = 7;

/** The ISBN-10, with up to three lost leading zeros restored; `undefined` when it is not valid. */
export function convertIsbn(text: string): string | undefined {
  const bare = text.trim().toUpperCase();
  const padded = bare.padStart(10, '0');
  return bare.length >= SHORTEST_ISBN && isIsbn10(padded) ? padded : undefined;
}

/** A year written as a decimal number, "2008.0" or "-750.0" (BCE); `undefined` when it is not a whole year. */
export function convertYear(text: string): number | undefined {
  return /^-?\d{1,4}(?:\.0+)?$/.test(text) ? Number(text) : undefined;
}

function convertSourceRating(row: BookRow): SourceRating | undefined {
  if (row.average_rating === '' || row.ratings_count === '') return undefined;
  return {
    average: Number(row.average_rating),
    count: Number(row.ratings_count),
    source: 'goodreads',
    as_of: FIGURES_AS_OF,
  };
}
