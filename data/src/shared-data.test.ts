import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { total } from './ledger/ledger.ts';
import { convertGoodreads } from './goodreads/convert-goodreads.ts';
import { convertGutenberg } from './gutenberg/convert-gutenberg.ts';
import { readBooks, readReport, runOpenLibrary } from './openlibrary/testing/run-openlibrary.ts';
import { temporaryDirectory } from './testing/temporary-directory.ts';

// Real rows, which are not ours to hand on: where they lie says BOOKS_TEST_DATA.
const DATA = process.env['BOOKS_TEST_DATA'];

describe.runIf(DATA)('the data sets named by BOOKS_TEST_DATA', () => {
  test('dumps of Open Library run through, and every row is accounted for', async () => {
    const folder = join(`${DATA}`, 'openlibrary-dump-samples');
    const words = readdirSync(folder)
      .filter((name) => name.endsWith('.txt.gz'))
      .flatMap((name) => ['--works', join(folder, name)]);
    const directory = await temporaryDirectory();
    const out = join(directory.path, 'out');
    expect((await runOpenLibrary([...words, '--out', out])).exitCode).toBe(0);
    const { rows, findings } = readReport(out);
    // Counted by hand in the samples: lines, and distinct keys.
    expect(rows['works']).toMatchObject({ rows: 2053, merged: { 'older revision': 22 } });
    expect(rows['editions']).toMatchObject({ rows: 1092, merged: { 'older revision': 22 } });
    expect(rows['authors']).toMatchObject({ rows: 2079, merged: { 'older revision': 11 } });
    expect(rows['editions']?.kept).toMatchObject({ 'a book of its own': 255 });
    expect(findings).toMatchObject({ 'author entry without author': 1 });
    // Each is a valid record of the catalogue.
    expect(readBooks(out)).toHaveLength(
      total(rows['works']?.kept ?? {}) + 255 + (findings['work made from its editions'] ?? 0),
    );
  }, 60_000);

  test('the list of Goodreads is nearly the same catalogue before and after a spreadsheet', async () => {
    const folder = join(`${DATA}`, 'goodreads-11k-catalogue');
    const options = { asOf: '2019-05-25' };
    const plain = await convertGoodreads(join(folder, 'books.csv.gz'), options);
    const damaged = await convertGoodreads(
      join(folder, 'books_excel_mangled_isbn13.csv.gz'),
      options,
    );
    expect(plain.report.rows['books']?.rows).toBe(11_127);
    expect(damaged.books.map((book) => book.book_id)).toEqual(
      plain.books.map((book) => book.book_id),
    );
    // Of 32 rows the two ISBNs of the undamaged file are of two books, or only one of them is valid.
    const changed = plain.books.filter(({ isbn }, i) => isbn !== damaged.books[i]?.isbn);
    expect(changed.length).toBeLessThanOrEqual(32);
  }, 60_000);

  test('the catalogue of Project Gutenberg runs through', async () => {
    const folder = join(`${DATA}`, 'gutenberg-catalogue');
    const { report } = await convertGutenberg(folder, {
      asOf: '2026-06-25',
      withCopyrighted: false,
    });
    expect(report.rows['texts']).toMatchObject({
      rows: 82_415,
      merged: { 'another author of a text': 82_415 - 78_766 },
      rejected: { 'no title': 1 },
    });
  }, 120_000);
});
