import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { temporaryDirectory } from '../testing/temporary-directory.ts';
import { convertGoodreads } from './convert-goodreads.ts';

const HEADER =
  'bookID,title,authors,average_rating,isbn,isbn13,language_code,  num_pages,ratings_count,text_reviews_count,publication_date,publisher';
const AS_OF = { asOf: '2019-05-25' };

async function convert(content: string | Buffer) {
  const directory = await temporaryDirectory();
  return convertGoodreads(await directory.write('books.csv', content), AS_OF);
}

/** The one book of a file with this row. */
async function bookOf(row: string) {
  const { books, report } = await convert(`${HEADER}\n${row}\n`);
  expect(books).toHaveLength(1);
  return { book: books[0]!, findings: report.findings };
}

test('a row becomes a record with its provenance', async () => {
  const { book } = await bookOf(
    '1,Harry Potter and the Half-Blood Prince (Harry Potter  #6),J.K. Rowling/Mary GrandPré,4.57,0439785960,9780439785969,eng,652,2095690,27591,9/16/2006,Scholastic Inc.',
  );
  expect(book).toEqual({
    book_id: 'gr:1',
    title: 'Harry Potter and the Half-Blood Prince',
    authors: [
      { author_id: 'gr:a:j-k-rowling', author_name: 'J.K. Rowling' },
      { author_id: 'gr:a:mary-grandpre', author_name: 'Mary GrandPré' },
    ],
    publication_year: 2006,
    isbn: '0439785960',
    isbn_13: ['9780439785969'],
    language: 'en',
    subjects: [],
    series: { name: 'Harry Potter', volume: 6 },
    source_rating: { average: 4.57, count: 2095690, source: 'goodreads', as_of: '2019-05-25' },
    provenance: { source: 'goodreads', source_key: '1', as_of: '2019-05-25' },
  });
});

describe('what a spreadsheet did', () => {
  test('to ISBNs is undone or left out', async () => {
    const { book, findings } = await bookOf(
      '1,Dune,Frank Herbert,4.2,439785960,9.78E+12,eng,652,10,1,9/16/2006,Ace',
    );
    expect(book.isbn_13).toEqual(['9780439785969']);
    expect(findings).toEqual({ 'isbn lost its zeros': 1, 'isbn rounded by a spreadsheet': 1 });
  });

  test('to dates and letters is undone', async () => {
    const { book, findings } = await bookOf(
      '1,Donâ€™t,Mary GrandPrÃ©,4.2,="0439785960",="",eng,652,10,1,38976,Ace',
    );
    expect(book).toMatchObject({ title: 'Don’t', publication_year: 2006, isbn: '0439785960' });
    expect(book.authors[0]?.author_name).toBe('Mary GrandPré');
    expect(findings).toEqual({ 'date as a serial day': 1, 'text in the wrong encoding': 2 });
  });

  test('to the file as a whole makes no difference', async () => {
    const row = '1,Crème brûlée,Ana Peña,4.5,0439785960,9780439785969,eng,1,10,1,9/16/2006,Ace';
    const plain = `${HEADER}\n${row}\n`;
    const expected = (await convert(plain)).books;
    const semicolons = plain.replaceAll(',', ';').replace('4.5', '4,5');
    const ways: [string | Buffer, string][] = [
      [semicolons, 'separated by semicolons'],
      [Buffer.from(`\ufeff${plain.replaceAll(',', '\t')}`, 'utf16le'), 'file in utf-16'],
      [Buffer.from(plain, 'latin1'), 'file in windows-1252'],
    ];
    for (const [content, finding] of ways) {
      const { books, report } = await convert(content);
      expect(books).toEqual(expected);
      expect(report.findings[finding]).toBe(1);
    }
  });
});

test('a comma inside the authors is seen through', async () => {
  const { book, findings } = await bookOf(
    '12224,Streetcar Suburbs,Sam Bass Warner, Jr./Sam B. Warner,3.58,674842111,9780674842113,en-US,236,61,6,4/20/2004',
  );
  expect(book.authors.map((author) => author.author_name)).toEqual([
    'Sam Bass Warner, Jr.',
    'Sam B. Warner',
  ]);
  expect(book.publication_year).toBe(2004);
  expect(findings['comma in the authors']).toBe(1);
});

test('an average of nothing is no rating, and a day that does not exist has a year', async () => {
  const { book, findings } = await bookOf('1,Dune,Frank Herbert,0.00,,,eng,0,0,0,11/31/2000,Ace');
  expect(book.source_rating).toBeUndefined();
  expect(book.publication_year).toBe(2000);
  expect(findings).toEqual({ 'day that does not exist': 1 });
});

test('editions of one work become one book under the most rated, and rows add up', async () => {
  const row = (id: number, title: string, isbn: string, count: number) =>
    `${id},${title},Frank Herbert,4.2,${isbn},,eng,1,${count},1,9/16/2006,Ace`;
  const { books, files, report } = await convert(
    [
      HEADER,
      row(1, 'Dune Messiah', '0439785960', 5),
      row(2, 'DUNE MESSIAH', '0306406152', 9),
      row(2, 'Dune Messiah', '0306406152', 9),
      row(3, '', '', 1),
      'nonsense',
    ].join('\n'),
  );
  expect(books.map((book) => [book.book_id, book.isbn_13])).toEqual([
    ['gr:2', ['9780306406157', '9780439785969']],
  ]);
  expect(files.get('aliases.csv.gz')).toBe('alias,book_id\ngr:1,gr:2\n');
  expect(report.rows['books']).toEqual({
    rows: 5,
    kept: { 'a book': 1 },
    merged: { 'repeated id': 1, 'same work under another key': 1 },
    rejected: { 'does not fit its columns': 1, 'no title': 1 },
  });
});

test('a file of another kind is named with what it lacks', async () => {
  await expect(convert('a,b\n1,2\n')).rejects.toMatchObject({
    kind: 'invalid_request',
    message: expect.stringContaining('has no column bookid, title, authors'),
  });
  await expect(convertGoodreads(join('nowhere', 'x.csv'), AS_OF)).rejects.toMatchObject({
    kind: 'not_found',
  });
});
