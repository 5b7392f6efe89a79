import { booksFile } from '@books/data/load/books-file';
import { SAMPLE } from '@books/data/sample';
import type { Book } from '@books/domain/book';
import type { ImportRow } from '@books/domain/reader-import';
import {
  findBookOfRow,
  readBooksByKey,
  type FindBookDeps,
  type RowMatch,
} from '@books/imports/find-book-of-row';
import type { BookRepository } from '@books/storage/book-repository';
import { findBooks } from '@books/search-api/internal-app';
import { columnarEngineFromBooks } from '@books/search/columnar-from-books';
import { pick, seededRandom } from '@books/search/evaluate/random';
import { openSqliteStore } from '@books/storage/sqlite-store';
import { beforeAll, expect, test } from 'vitest';
import { indexedBooks } from './indexed-books.ts';
import { ANOTHER_BOOK, SAME_BOOK, type FileRow } from './testing/dirty-rows.ts';

const SEED = Number(process.env['SEED'] ?? 1);
const ROWS_A_KIND = Number(process.env['ROWS_A_KIND'] ?? 25);
/** Searches take their time on a busy machine. */
const PATIENCE = { timeout: 120_000 };

let catalogue: readonly Book[] = [];
let deps: FindBookDeps & { readonly books: BookRepository };
beforeAll(async () => {
  const batches = await Array.fromAsync(await booksFile(SAMPLE.booksPath)());
  catalogue = batches.flatMap(({ rows }) => rows.map(({ value }) => value));
  const store = openSqliteStore(':memory:', { now: () => new Date() });
  await store.loader.putBooks(catalogue);
  await store.loader.finish();
  const facts = { version: '1', builtAt: new Date('2026-01-02') };
  const engine = await columnarEngineFromBooks(await indexedBooks(store), facts);
  deps = { books: store.books, search: ({ title, author }) => findBooks(engine, title, author) };
}, PATIENCE.timeout);

type Told = { readonly row: FileRow; readonly meant: Book; readonly match: RowMatch };

/** What rows of this kind, each of a book of its own, are taken for. */
async function matchRows(kind: string, makeRow: (typeof SAME_BOOK)[string]): Promise<Told[]> {
  const random = seededRandom(SEED);
  const told: Told[] = [];
  for (let tries = 0; tries < ROWS_A_KIND * 40 && told.length < ROWS_A_KIND; tries += 1) {
    const meant = pick(random, catalogue);
    const row = makeRow(meant, { catalogue, random });
    if (row === undefined) continue;
    const importRow: ImportRow = {
      row: 1,
      line: 2,
      outcome: 'waiting',
      title: row.title,
      authors: [...row.authors],
      ...(row.isbns && { isbns: [...row.isbns] }),
    };
    const known = await readBooksByKey(deps.books, [importRow]);
    told.push({ row, meant, match: await findBookOfRow(deps, importRow, known) });
  }
  const taken = told.filter(({ match }) => 'matched' in match).length;
  process.stdout.write(`${kind}: ${taken} of ${told.length} taken without asking\n`);
  return told;
}

const takenFor = ({ match }: Told) => ('matched' in match ? match.matched.bookId : undefined);

test.each(Object.entries(SAME_BOOK))(
  `a row with "%s" is never taken for another book (seed ${SEED})`,
  PATIENCE,
  async (kind, makeRow) => {
    const told = await matchRows(kind, makeRow);
    expect(told.length).toBeGreaterThan(0);
    const wrong = told.filter((row) => ![undefined, row.meant.book_id].includes(takenFor(row)));
    expect(wrong).toEqual([]);
  },
);

/** What people's files have most often; here most rows must come in by themselves. */
test.each([
  'as it is',
  'first author only',
  'initials of authors',
  'family name first',
  'series as a book number',
  'series without its number',
  'ISBN of an edition that is not there',
  'article at the end',
  'typographic marks',
])(`of rows with "%s" nine in ten need nobody (seed ${SEED})`, PATIENCE, async (kind) => {
  const told = await matchRows(kind, SAME_BOOK[kind]!);
  const right = told.filter((row) => takenFor(row) === row.meant.book_id);
  expect(right.length).toBeGreaterThanOrEqual(0.9 * told.length);
});

test.each(Object.entries(ANOTHER_BOOK))(
  `"%s", which the catalogue does not have, is taken for none (seed ${SEED})`,
  PATIENCE,
  async (kind, makeRow) => {
    const told = await matchRows(kind, makeRow);
    expect(told.length).toBeGreaterThan(0);
    expect(told.filter((row) => takenFor(row) !== undefined)).toEqual([]);
  },
);
