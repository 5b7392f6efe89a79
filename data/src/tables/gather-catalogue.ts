import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Book, type BookInput } from '@books/domain/book';
import { isPlaceholderName } from '../clean/person-names.ts';
import { foldName, foldTitle } from '../clean/fold.ts';
import { joinSubjects } from '../clean/subjects.ts';
import { gzipText } from '../files/gzip.ts';
import { Ledger, type Fate } from '../ledger/ledger.ts';
import { areDifferentVolumes, identityKey, isMergeableTitle } from '../openlibrary/same-work.ts';
import { type CatalogueReport, formatReportJson, formatReportText } from '../openlibrary/report.ts';

/** A row of the input and the file it stands in. */
export type RowPlace = { readonly file: string; readonly line: number };

/** A catalogue that fits into memory, as its files. */
export type GatheredCatalogue = {
  readonly books: readonly Book[];
  /** Text by name; names that end in `.gz` are compressed on disk. */
  readonly files: ReadonlyMap<string, string>;
  readonly report: CatalogueReport;
};

type Gathered = { readonly book: Book; readonly place: RowPlace };

/** Gathers books from tables, merges the same work under several keys, and ranks what remains. */
export class CatalogueGatherer {
  readonly ledger = new Ledger();
  readonly #leftOut: string[] = [];
  readonly #books = new Map<string, Gathered>();
  readonly #rows: string;

  /** @param rows what a row of the catalogue is called in the report */
  constructor(rows: string) {
    this.#rows = rows;
  }

  /** Notes that a row does not become a book. */
  leaveOut(place: RowPlace, key: string, fate: Exclude<Fate, 'kept'>, reason: string): void {
    this.ledger.note(this.#rows, fate, reason);
    const fields = [place.file, String(place.line), key, fate, reason];
    this.#leftOut.push(fields.map(csvField).join(','));
  }

  /** Takes a row that became a book, unless it breaks the schema or its id was there before. */
  add(place: RowPlace, candidate: BookInput): void {
    const parsed = Book.safeParse(candidate);
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      const reason = `${issue?.path.join('.')}: ${issue?.message}`;
      this.leaveOut(place, candidate.book_id, 'rejected', reason);
    } else if (this.#books.has(candidate.book_id)) {
      this.leaveOut(place, candidate.book_id, 'merged', 'repeated id');
    } else this.#books.set(candidate.book_id, { book: parsed.data, place });
  }

  /** The catalogue of everything added. @throws Error when a row was forgotten or counted twice */
  finish(facts: Pick<CatalogueReport, 'source' | 'as_of' | 'inputs'>): GatheredCatalogue {
    const { books, aliases } = this.#mergeSameWorks();
    this.ledger.note(this.#rows, 'kept', 'a book', books.length);
    books.sort((a, b) => ratingsOf(b) - ratingsOf(a) || (a.book_id < b.book_id ? -1 : 1));
    const report: CatalogueReport = {
      ...facts,
      options: {},
      rows: this.ledger.accounts(),
      findings: this.ledger.findings(),
      output: {
        books: books.length,
        aliases: aliases.length,
        'rows left out': this.#leftOut.length,
      },
    };
    return {
      books,
      report,
      files: new Map([
        ['books.jsonl.gz', books.map((book) => `${JSON.stringify(book)}\n`).join('')],
        ['aliases.csv.gz', lines('alias,book_id', aliases)],
        ['left-out.csv.gz', lines('file,line,key,fate,reason', this.#leftOut)],
        ['report.txt', formatReportText(report)],
        ['report.json', formatReportJson(report)],
      ]),
    };
  }

  #mergeSameWorks(): { books: Book[]; aliases: string[] } {
    const kept = new Map<string, Gathered[]>();
    const aliases: string[] = [];
    for (const { book, place } of [...this.#books.values()].sort(mostRatedFirst)) {
      const key = mergeKey(book);
      const works = kept.get(key) ?? [];
      const same = works.find(
        (work) => !areDifferentVolumes(work.book.series ?? null, book.series ?? null),
      );
      if (same === undefined) kept.set(key, [...works, { book, place }]);
      else {
        works[works.indexOf(same)] = { place: same.place, book: mergeBooks(same.book, book) };
        this.leaveOut(place, book.book_id, 'merged', 'same work under another key');
        aliases.push(`${book.book_id},${same.book.book_id}`);
      }
    }
    return { books: [...kept.values()].flat().map(({ book }) => book), aliases };
  }
}

/** Equal for books that may be the same work; the id, which nothing equals, for others. */
function mergeKey({ book_id, title, authors, series }: Book): string {
  const author = authors[0]?.author_name ?? '';
  const isSomebody = !isPlaceholderName(foldName(author));
  if (!isSomebody || !isMergeableTitle(foldTitle(title))) return book_id;
  return identityKey({ title, author, series: series ?? null });
}

function mergeBooks(kept: Book, other: Book): Book {
  return {
    ...other,
    ...kept,
    authors: kept.authors,
    isbn_13: [...new Set([...kept.isbn_13, ...other.isbn_13])].slice(0, 500),
    subjects: joinSubjects([kept.subjects, other.subjects]),
  };
}

function mostRatedFirst({ book: a }: Gathered, { book: b }: Gathered): number {
  return ratingsOf(b) - ratingsOf(a) || (a.book_id < b.book_id ? -1 : 1);
}

const ratingsOf = (book: Book) => book.source_rating?.count ?? 0;

const lines = (header: string, rows: readonly string[]) => `${[header, ...rows].join('\n')}\n`;

function csvField(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Writes a catalogue into a directory, which is made when it is missing. Equal texts give equal bytes. */
export function writeCatalogueFiles(
  directory: string,
  { files }: Pick<GatheredCatalogue, 'files'>,
): void {
  mkdirSync(directory, { recursive: true });
  for (const [name, text] of files) {
    writeFileSync(join(directory, name), name.endsWith('.gz') ? gzipText(text) : text);
  }
}
