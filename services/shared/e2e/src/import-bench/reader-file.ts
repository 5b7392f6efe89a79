import type { Book } from '@books/domain/book';
import { isbn10FromIsbn13 } from '@books/domain/isbn';
import { pick, randomBelow, seededRandom } from '@books/search/evaluate/random';

export type ReaderFileOptions = {
  readonly books: readonly Book[];
  readonly rowCount: number;
  readonly seed: number;
  /** A review has up to this many words, so that a row has about 1 KB with 230. */
  readonly reviewWords: number;
};

/** One of so many rows cannot be read. */
export const ROWS_PER_BROKEN_ROW = 1000;

/** Of a hundred rows: with an ISBN, by title and author alone, and of books that the catalogue does not have. */
const SHARES = { byIsbn: 70, byTitle: 10 };

const HEADER =
  'Book Id,Title,Author,Author l-f,Additional Authors,ISBN,ISBN13,My Rating,Average Rating,Publisher,Binding,' +
  'Number of Pages,Year Published,Original Publication Year,Date Read,Date Added,Bookshelves,' +
  'Bookshelves with positions,Exclusive Shelf,My Review,Spoiler,Private Notes,Read Count,Owned Copies\r\n';
const WORDS =
  'the story of a long winter and its people told so slowly that one wants to "skip" pages, yet then it turns'.split(
    ' ',
  );

/** What a row says. */
type RatedBook = {
  readonly row: number;
  readonly bookId?: string;
  readonly title: string;
  readonly series?: string;
  readonly authors: readonly string[];
  readonly isbn13?: string;
  readonly stars: number;
};

/** What the rows are about: a book that is there twice has the same rating each time. */
function* ratedBooks({ books, rowCount, seed }: ReaderFileOptions): Generator<RatedBook> {
  const random = seededRandom(seed);
  for (let row = 1; row <= rowCount; row += 1) {
    const at = row % books.length;
    const stars = 1 + (at % 5);
    const kind = randomBelow(random, 100);
    if (kind >= SHARES.byIsbn + SHARES.byTitle) {
      const title = `${pick(random, WORDS)} ${row} ${pick(random, WORDS)}`;
      yield { row, title, authors: [`Nobody ${row % 977}`], stars };
      continue;
    }
    const {
      book_id: bookId,
      title,
      series,
      authors,
      isbn_13: [isbn13],
    } = books[at]!;
    yield {
      row,
      title,
      ...(series && {
        series: `${series.name}${series.volume === undefined ? '' : `, #${series.volume}`}`,
      }),
      authors: authors.map(({ author_name: name }) => name),
      ...(kind < SHARES.byIsbn && { bookId, ...(isbn13 !== undefined && { isbn13 }) }),
      stars,
    };
  }
}

/** A file as Goodreads exports it. Every thousandth row is broken, in four ways by turns. */
export function* goodreadsFile(options: ReaderFileOptions): Generator<string> {
  const random = seededRandom(options.seed + 1);
  yield HEADER;
  for (const rated of ratedBooks(options)) {
    const line = csvLine(rated, reviewOf(random, options.reviewWords));
    const turn = rated.row / ROWS_PER_BROKEN_ROW;
    yield Number.isInteger(turn) ? broken(line, turn) : line;
  }
}

/** The same as our own export. Every thousandth entry is none of ours. */
export function* exportFile(options: ReaderFileOptions): Generator<string> {
  yield '{"format":"eventually-find-your-books/reader","version":1,"not_interested":[],"ratings":[';
  for (const { row, bookId, title, authors, isbn13, stars } of ratedBooks(options)) {
    const entry = {
      ...(bookId !== undefined && { book_id: bookId }),
      title,
      authors,
      isbn_13: isbn13 === undefined ? [] : [isbn13],
      rating: row % ROWS_PER_BROKEN_ROW === 0 ? 'good' : stars,
      timestamp: '2020-05-06T07:08:09.000Z',
    };
    yield (row === 1 ? '\n' : ',\n') + JSON.stringify(entry);
  }
  yield '\n]}\n';
}

function csvLine({ title, series, authors, isbn13 = '', stars }: RatedBook, review: string) {
  const [author = '', ...others] = authors;
  const isbn10 = isbn13 === '' ? '' : (isbn10FromIsbn13(isbn13) ?? '');
  const cells = [
    '1',
    quoted(series === undefined ? title : `${title} (${series})`),
    quoted(author),
    '',
    quoted(others.join(', ')),
    `"=""${isbn10}"""`,
    `"=""${isbn13}"""`,
    String(stars),
    '4.01,Somewhere,Paperback,320,2001,1999,2020/05/06,2020/05/01,,,read',
    quoted(review),
    ',,1,0',
  ];
  return `${cells.join(',')}\r\n`;
}

function reviewOf(random: () => number, mostWords: number): string {
  const words = Array.from({ length: randomBelow(random, mostWords + 1) }, () =>
    pick(random, WORDS),
  );
  return words.join(' ');
}

/** A quote without an end, a rating that is no number, a field too many, or neither title nor ISBN. */
function broken(line: string, turn: number): string {
  const kinds = [
    `1,"The quote without an end ${turn},Nobody,,,,,3\r\n`,
    `1,Rated in words,Nobody,,,,,rather good\r\n`,
    line.replace('\r\n', `,one more\r\n`),
    `1,,Nobody${','.repeat(5)}3\r\n`,
  ];
  return kinds[turn % kinds.length] ?? line;
}

const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
