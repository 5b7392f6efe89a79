import { parseIsbn } from '@books/domain/isbn';
import { MAX_ROW_TEXT, type ImportRow } from '@books/domain/reader-import';
import { readFileDate } from './file-date.ts';
import { readFileRating } from './file-rating.ts';
import { withoutFormulaGuard } from './formula-guard.ts';

/** A row of a file before it has its number. */
export type UnnumberedRow = Omit<ImportRow, 'row'>;

/** The columns that are read, by their name in lower case. The last three are our own, beside those of Goodreads. */
const COLUMNS = {
  title: 'title',
  author: 'author',
  additionalAuthors: 'additional authors',
  isbn: 'isbn',
  isbn13: 'isbn13',
  rating: 'my rating',
  dateRead: 'date read',
  dateAdded: 'date added',
  exactRating: 'exact rating',
  ratedAt: 'rated at',
  bookId: 'catalogue book id',
} as const;

type Column = keyof typeof COLUMNS;
export type GoodreadsHeader = {
  readonly columnCount: number;
  readonly indexes: Readonly<Partial<Record<Column, number>>>;
};

const MAX_AUTHORS = 5;
const MAX_NAME_LENGTH = 100;
/** Letters of UTF-8 that were read as Windows-1252 on their way. */
const TWICE_ENCODED = /[\u00c2-\u00f4][\u0080-\u00bf\u0152-\u2122]/;

/** @returns `undefined` when the names are not those of a file of Goodreads */
export function readGoodreadsHeader(names: readonly string[]): GoodreadsHeader | undefined {
  const plain = names.map((name) => name.trim().toLowerCase());
  const entries = Object.entries(COLUMNS).flatMap(([column, name]) => {
    const index = plain.indexOf(name);
    return index === -1 ? [] : [[column, index] as const];
  });
  const indexes: GoodreadsHeader['indexes'] = Object.fromEntries(entries);
  const hasBook = indexes.title !== undefined || indexes.isbn13 !== undefined;
  const hasRating = indexes.rating !== undefined || indexes.exactRating !== undefined;
  return hasBook && hasRating ? { columnCount: names.length, indexes } : undefined;
}

/** What a record of the file says; never fails, what cannot be read makes the row `invalid`. */
export function readGoodreadsRecord(
  { columnCount, indexes }: GoodreadsHeader,
  { line, fields }: { line: number; fields: readonly string[] },
  now: Date,
): UnnumberedRow {
  const value = (column: Column): string => {
    const index = indexes[column];
    const text = index === undefined ? '' : (fields[index] ?? '');
    return repaired(withoutFormulaGuard(text)).trim();
  };
  const invalid = (fault: string): UnnumberedRow => ({ line, outcome: 'invalid', notes: [fault] });

  const extra = fields.slice(columnCount).some((field) => field.trim() !== '');
  if (extra) return invalid(`it has ${fields.length} fields, the header has ${columnCount}`);
  const title = value('title').slice(0, MAX_ROW_TEXT);
  const authors = [value('author'), ...value('additionalAuthors').split(',')]
    .map((name) => name.trim().slice(0, MAX_NAME_LENGTH))
    .filter((name) => name !== '')
    .slice(0, MAX_AUTHORS);
  const isbns = [value('isbn13'), value('isbn')].flatMap((text) => parseIsbn(text) ?? []);
  const givenBookId = value('bookId').slice(0, 64);
  if (title === '' && isbns.length === 0) return invalid('it has neither title nor ISBN');

  const rating = readFileRating(value('exactRating') || value('rating'));
  const dates = (['ratedAt', 'dateRead', 'dateAdded'] as const).map((column) =>
    readFileDate(value(column), now),
  );
  const ratedAtMs = dates.find((date) => date !== undefined);
  const row: UnnumberedRow = {
    line,
    outcome: 'stars' in rating ? 'waiting' : 'none' in rating ? 'no_rating' : 'invalid',
    ...(title !== '' && { title }),
    ...(authors.length > 0 && { authors }),
    ...(isbns.length > 0 && { isbns: [...new Set(isbns)] }),
    ...(givenBookId !== '' && { givenBookId }),
    ...('stars' in rating && { stars: rating.stars }),
    ...(ratedAtMs !== undefined && { ratedAtMs }),
  };
  const note = 'fault' in rating ? rating.fault : 'stars' in rating ? rating.note : undefined;
  return note === undefined ? row : { ...row, notes: [note] };
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Text that was encoded twice, as it was meant: "MisÃ©rables" is "Misérables". */
function repaired(text: string): string {
  if (!TWICE_ENCODED.test(text)) return text;
  const codes = Array.from(text, (letter) => letter.charCodeAt(0));
  if (codes.some((code) => code > 0xff)) return text;
  try {
    return utf8.decode(Uint8Array.from(codes));
  } catch {
    return text;
  }
}
