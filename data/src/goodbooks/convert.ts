import type { Book } from '@books/domain/book';
import { parseSeriesTitle } from '@books/domain/title';
import { collect } from '../files/collect.ts';
import { AccountKeeper, Tally, type Account } from './account.ts';
import { findingsOf } from './book-findings.ts';
import { convertBook, goodbooksId, type BookRow } from './books.ts';
import { formatRatings, readRatings, type ReadRatings } from './ratings.ts';
import { FIGURES_AS_OF, RELEASE } from './release.ts';
import type { ConversionReport } from './report.ts';
import { readShelves, readShelvings } from './shelvings.ts';
import { readSource, SOURCE_FILES } from './source-files.ts';
import { subjectsOf, type GenreCounts } from './subjects.ts';
import { tidyText } from './text.ts';

/** goodbooks-10k in the canonical formats, as texts. */
export type Conversion = {
  /** One JSON record a line. */
  readonly books: string;
  /** CSV with a header. */
  readonly ratings: string;
  readonly report: ConversionReport;
};

/**
 * Converts the goodbooks-10k files of a directory.
 *
 * @throws DomainError when a file is missing, damaged or has other columns
 */
export async function convertGoodbooks(directory: string): Promise<Conversion> {
  const bookRows = await collect(readSource(directory, SOURCE_FILES.books));
  const editions = new Set(bookRows.map((row) => row.book_id));
  const shelves = await readShelves(readSource(directory, SOURCE_FILES.shelves));
  const shelvings = await readShelvings(
    readSource(directory, SOURCE_FILES.shelvings),
    shelves,
    (editionId) => editions.has(editionId),
  );
  const catalogue = convertBooks(bookRows, shelvings.genresByEdition);
  const knownIds = new Set<string>(catalogue.books.map((book) => book.book_id));
  const ratings = await readRatings(readSource(directory, SOURCE_FILES.ratings), (id) =>
    knownIds.has(goodbooksId(id)),
  );
  return {
    books: catalogue.books.map((book) => `${JSON.stringify(book)}\n`).join(''),
    ratings: formatRatings(ratings.byReader),
    report: {
      source: RELEASE,
      figures_as_of: FIGURES_AS_OF,
      files: {
        [SOURCE_FILES.books.name]: catalogue.account,
        [SOURCE_FILES.ratings.name]: ratings.account,
        [SOURCE_FILES.shelves.name]: shelves.account,
        [SOURCE_FILES.shelvings.name]: shelvings.account,
      },
      book_findings: catalogue.findings.toJSON(),
      output: describeOutput(catalogue.books, ratings.byReader),
    },
  };
}

/** Converts the rows of the catalogue; of several with one id the first is taken. */
export function convertBooks(
  rows: readonly BookRow[],
  genresByEdition: ReadonlyMap<string, GenreCounts>,
): { readonly books: readonly Book[]; readonly account: Account; readonly findings: Tally } {
  const account = new AccountKeeper();
  const findings = new Tally();
  const numberedSeries = new Set(rows.flatMap((row) => seriesName(row) ?? []));
  const books = new Map<string, Book>();
  for (const row of rows) {
    const counts: GenreCounts = genresByEdition.get(row.book_id) ?? new Map<string, number>();
    const result = convertBook(row, {
      subjects: subjectsOf(counts),
      isKnownSeries: (name) => numberedSeries.has(name.toLowerCase()),
    });
    if ('reason' in result) account.reject(result.reason);
    else if (books.has(result.book.book_id)) account.merge('repeated id');
    else {
      books.set(result.book.book_id, result.book);
      account.keep();
      for (const finding of findingsOf(row, result.book)) findings.add(finding);
    }
  }
  return { books: [...books.values()], account: account.close(rows.length), findings };
}

function seriesName(row: BookRow): string | undefined {
  return parseSeriesTitle(tidyText(row.title)).series?.name.toLowerCase();
}

function describeOutput(
  books: readonly Book[],
  byReader: ReadRatings['byReader'],
): ConversionReport['output'] {
  const byStars = new Tally();
  for (const ratings of byReader.values()) {
    for (const stars of ratings.values()) byStars.add(String(stars));
  }
  return {
    books: books.length,
    authors: new Set(books.flatMap((book) => book.authors.map((author) => author.author_id))).size,
    series: new Set(books.flatMap((book) => book.series?.name.toLowerCase() ?? [])).size,
    ratings: byStars.total,
    readers: byReader.size,
    ratings_by_stars: byStars.toJSON(),
  };
}
