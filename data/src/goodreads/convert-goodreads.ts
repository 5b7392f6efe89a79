import { basename } from 'node:path';
import type { BookInput, SourceRating } from '@books/domain/book';
import { DomainError } from '@books/domain/errors';
import { isbn10FromIsbn13 } from '@books/domain/isbn';
import { parseLanguage } from '@books/domain/language';
import { parseSeriesTitle } from '@books/domain/title';
import { foldText } from '../clean/fold.ts';
import { readIsbn } from '../clean/isbns.ts';
import { cleanName } from '../clean/person-names.ts';
import { parsePublicationYear } from '../clean/publication-year.ts';
import { cleanTitle } from '../clean/titles.ts';
import { CatalogueGatherer, type GatheredCatalogue } from '../tables/gather-catalogue.ts';
import { readTable, type Table, type TableRow } from '../tables/read-table.ts';
import {
  isRoundedNumber,
  repairMisreadText,
  withoutFormula,
  yearOfSerialDay,
} from '../tables/spreadsheet-damage.ts';

/** Columns by what they hold, under every name that exports and lists of Goodreads give them. */
const COLUMNS = {
  id: ['bookid', 'book_id', 'goodreads_book_id'],
  title: ['title'],
  authors: ['authors', 'author'],
  otherAuthors: ['additional_authors'],
  averageRating: ['average_rating'],
  isbn: ['isbn'],
  isbn13: ['isbn13'],
  language: ['language_code'],
  ratingsCount: ['ratings_count'],
  date: ['original_publication_year', 'publication_date', 'year_published'],
} as const;
type Column = keyof typeof COLUMNS;

const SOURCE = 'goodreads';
const PLAUSIBLE_AVERAGE = /^[0-5](?:[.,]\d{1,2})?$/;
const MONTH_DAY_YEAR = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/;
const ROWS = 'books';

export type GoodreadsOptions = {
  /** The day that the figures are of, `yyyy-mm-dd`. */
  readonly asOf: string;
};

/**
 * Converts a list of books as Goodreads exports it and as such lists are passed around, also when a spreadsheet has had
 * it: rounded ISBNs, lost zeros, formulas, serial days, another separator, another encoding.
 *
 * @throws DomainError when the file is missing, cannot be read or lacks a column that is needed
 */
export async function convertGoodreads(
  path: string,
  { asOf }: GoodreadsOptions,
): Promise<GatheredCatalogue> {
  const table = await readTable(path);
  const places = columnPlaces(path, table);
  const gatherer = new CatalogueGatherer(ROWS);
  for (const finding of table.findings) gatherer.ledger.found(finding);
  for (const row of table.rows) {
    gatherer.ledger.read(ROWS);
    const place = { file: basename(path), line: row.line };
    const fields = fitRow(row, table, places, (finding) => gatherer.ledger.found(finding));
    if (fields === undefined) {
      gatherer.leaveOut(place, '', 'rejected', 'does not fit its columns');
      continue;
    }
    const field = (column: Column): string => {
      const at = places.get(column);
      return at === undefined ? '' : withoutFormula(fields[at] ?? '');
    };
    const book = convertRow(field, asOf, (finding) => gatherer.ledger.found(finding));
    if (book.title === '') gatherer.leaveOut(place, book.book_id, 'rejected', 'no title');
    else gatherer.add(place, book);
  }
  return gatherer.finish({ source: SOURCE, as_of: asOf, inputs: [basename(path)] });
}

function columnPlaces(path: string, { columns }: Table): ReadonlyMap<Column, number> {
  const places = new Map<Column, number>();
  // The keys are those of the table above.
  for (const column of Object.keys(COLUMNS) as Column[]) {
    const names: readonly string[] = COLUMNS[column];
    const name = names.find((candidate) => columns.includes(candidate));
    if (name !== undefined) places.set(column, columns.indexOf(name));
  }
  const missing = (['id', 'title', 'authors'] as const).filter((column) => !places.has(column));
  if (missing.length > 0) {
    const names = missing.map((column) => COLUMNS[column][0]).join(', ');
    throw new DomainError('invalid_request', `${path} has no column ${names}`);
  }
  return places;
}

// More commas than this nobody has in a name.
const MAX_SHIFT = 4;

/**
 * The fields of a row under their columns. A comma inside the authors shifts the columns; where the authors are
 * followed by the average rating it can be told how many fields they take. Fields that were lost behind stay empty.
 */
function fitRow(
  { fields }: TableRow,
  { columns }: Table,
  places: ReadonlyMap<Column, number>,
  onFinding: (finding: string) => void,
): readonly string[] | undefined {
  const authors = places.get('authors')!;
  if (places.get('averageRating') !== authors + 1) {
    return fields.length === columns.length ? fields : undefined;
  }
  for (let shift = 0; shift <= MAX_SHIFT; shift += 1) {
    const average = fields[authors + 1 + shift]?.trim() ?? '';
    if (!PLAUSIBLE_AVERAGE.test(average) || fields.length - shift > columns.length) continue;
    if (shift === 0) return fields;
    onFinding('comma in the authors');
    return [
      ...fields.slice(0, authors),
      fields.slice(authors, authors + shift + 1).join(','),
      ...fields.slice(authors + shift + 1),
    ];
  }
  return undefined;
}

function convertRow(
  field: (column: Column) => string,
  asOf: string,
  onFinding: (finding: string) => void,
): BookInput {
  const text = (column: Column): string => {
    const repaired = repairMisreadText(field(column));
    if (repaired !== undefined) onFinding('text in the wrong encoding');
    return repaired ?? field(column);
  };
  const { title, series } = parseSeriesTitle(cleanTitle(text('title'), onFinding));
  const isbns = readIsbns(field, onFinding);
  const isbn = isbns.map(isbn10FromIsbn13).find((isbn10) => isbn10 !== undefined);
  const year = readYear(field('date'), Number(asOf.slice(0, 4)), onFinding);
  const language = parseLanguage(field('language'));
  if (language === undefined && field('language') !== '') onFinding('unknown language');
  const rating = readRating(field, asOf);
  return {
    book_id: `gr:${field('id')}`,
    title,
    authors: readAuthors([text('authors'), text('otherAuthors')], onFinding),
    ...(year !== undefined && { publication_year: year }),
    ...(isbn !== undefined && { isbn }),
    isbn_13: isbns,
    ...(language !== undefined && { language }),
    ...(series !== undefined && { series }),
    ...(rating !== undefined && { source_rating: rating }),
    provenance: { source: SOURCE, source_key: field('id'), as_of: asOf },
  };
}

function readIsbns(
  field: (column: Column) => string,
  onFinding: (finding: string) => void,
): string[] {
  const isbns = new Set<string>();
  for (const column of ['isbn13', 'isbn'] as const) {
    const text = field(column);
    if (text === '') continue;
    if (isRoundedNumber(text)) {
      onFinding('isbn rounded by a spreadsheet');
      continue;
    }
    const isbn = readIsbn(text, onFinding);
    if (isbn !== undefined) isbns.add(isbn);
  }
  return [...isbns];
}

/** Names are separated by slashes in lists and by commas in exports. */
function readAuthors(texts: readonly string[], onFinding: (finding: string) => void) {
  const [authors = '', others = ''] = texts;
  const names = [...authors.split('/'), ...others.split(',')].map((name) =>
    cleanName(name, onFinding),
  );
  const byId = new Map<string, { author_id: string; author_name: string }>();
  for (const author_name of names) {
    const author_id = `gr:a:${foldText(author_name).replaceAll(' ', '-')}`.slice(0, 64);
    if (author_name !== '' && !byId.has(author_id)) byId.set(author_id, { author_id, author_name });
  }
  return [...byId.values()].slice(0, 100);
}

function readYear(
  text: string,
  thisYear: number,
  onFinding: (finding: string) => void,
): number | undefined {
  if (text === '') return undefined;
  const serial = yearOfSerialDay(text);
  if (serial !== undefined) {
    onFinding('date as a serial day');
    return serial;
  }
  const [, month, day, year] = MONTH_DAY_YEAR.exec(text) ?? [];
  if (year !== undefined) {
    const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
    if (date.getUTCDate() !== Number(day)) onFinding('day that does not exist');
  }
  const parsed = parsePublicationYear(text.replace(/\.0+$/, ''), thisYear + 3);
  if (parsed === undefined) onFinding('date without a year');
  return parsed;
}

function readRating(field: (column: Column) => string, asOf: string): SourceRating | undefined {
  const count = Number(field('ratingsCount'));
  const average = Number(field('averageRating').replace(',', '.'));
  // A book that nobody rated has an average of 0, which is no rating.
  if (field('ratingsCount') === '' || !Number.isInteger(count) || count <= 0) return undefined;
  if (!(average > 0 && average <= 5)) return undefined;
  return { average, count, source: SOURCE, as_of: asOf };
}
