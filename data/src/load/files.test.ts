import type { Book } from '@books/domain/book';
import type { Rating } from '@books/domain/rating';
import { describe, expect, test } from 'vitest';
import { collect } from '../files/collect.ts';
import { gzipText } from '../files/gzip.ts';
import { temporaryDirectory } from '../testing/temporary-directory.ts';
import { booksFile } from './books-file.ts';
import { ratingsFile } from './ratings-file.ts';
import type { BadRow, Row, Source } from './source.ts';

const UNDATED_AT = new Date('2017-09-01');

async function read<Value>(source: Source<Value>): Promise<{ rows: Row<Value>[]; bad: BadRow[] }> {
  const batches = await collect(await source());
  return {
    rows: batches.flatMap((batch) => batch.rows),
    bad: batches.flatMap((batch) => batch.badRows),
  };
}

async function readBooks(content: string | Buffer): Promise<{ rows: Row<Book>[]; bad: BadRow[] }> {
  const directory = await temporaryDirectory();
  return read(booksFile(await directory.write('books.jsonl', content)));
}

async function readRatings(
  content: string | Buffer,
): Promise<{ rows: Row<Rating>[]; bad: BadRow[] }> {
  const directory = await temporaryDirectory();
  const path = await directory.write('ratings.csv', content);
  return read(ratingsFile(path, { undatedAt: UNDATED_AT }));
}

describe('the catalogue file', () => {
  test('holds a book a line', async () => {
    const { rows, bad } = await readBooks(
      '{"book_id":"b1","title":"Dune"}\n\n{"book_id":"b2","title":"Emma","language":"en"}\n',
    );
    expect(bad).toEqual([]);
    expect(rows).toEqual([
      { line: 1, value: { book_id: 'b1', title: 'Dune', authors: [], isbn_13: [], subjects: [] } },
      {
        line: 3,
        value: {
          book_id: 'b2',
          title: 'Emma',
          authors: [],
          isbn_13: [],
          subjects: [],
          language: 'en',
        },
      },
    ]);
  });

  test('may be compressed in several members', async () => {
    const { rows } = await readBooks(
      Buffer.concat([
        gzipText('{"book_id":"b1","title":"Dune"}\n'),
        gzipText('{"book_id":"b2","title":"Emma"}\n'),
      ]),
    );
    expect(rows.map((row) => row.value.title)).toEqual(['Dune', 'Emma']);
  });

  test('tells of bad lines where and why', async () => {
    const { rows, bad } = await readBooks(
      '{"book_id":"b1"\n{"book_id":"b 2","title":""}\n[]\n{"book_id":"b3","title":"Emma"}\n',
    );
    expect(rows.map((row) => row.line)).toEqual([4]);
    expect(bad.map(({ line, reason }) => `${line} ${reason}`)).toEqual([
      expect.stringMatching(/^1 is not JSON: /),
      expect.stringMatching(/^2 book_id: must be .*; title: must not be empty$/),
      expect.stringMatching(/^3 .*expected object/),
    ]);
    expect(bad[0]?.file).toMatch(/books\.jsonl$/);
  });
});

describe('the ratings file', () => {
  test('holds a rating a line', async () => {
    const { rows, bad } = await readRatings(
      'user_id,book_id,rating,timestamp\nann,b1,5,2026-01-31\n"Lee, Bob",b2,3.5,\n',
    );
    expect(bad).toEqual([]);
    expect(rows).toEqual([
      {
        line: 2,
        value: { userId: 'ann', bookId: 'b1', stars: 5, ratedAt: new Date('2026-01-31') },
      },
      { line: 3, value: { userId: 'Lee, Bob', bookId: 'b2', stars: 3.5, ratedAt: UNDATED_AT } },
    ]);
  });

  test('may be compressed', async () => {
    const { rows } = await readRatings(gzipText('rating,book_id,user_id\n5,b1,ann\n'));
    expect(rows[0]?.value).toMatchObject({ userId: 'ann', bookId: 'b1', stars: 5 });
  });

  test('tells of bad lines where and why', async () => {
    const { rows, bad } = await readRatings(
      'user_id,book_id,rating\nann,b1,6\nann,b1\nann,"b1,5\nann,b1,5\n',
    );
    expect(rows.map((row) => row.line)).toEqual([5]);
    expect(bad.map(({ line, reason }) => `${line} ${reason}`).sort()).toEqual([
      '2 rating "6" must be at most 5',
      '3 has 2 fields instead of 3',
      '4 has a misplaced quote',
    ]);
  });

  test.each([
    ['is empty', ''],
    ['has no header', 'ann,b1,5\n'],
    ['lacks a column', 'user_id,book_id\nann,b1\n'],
    ['has a column of another name', 'user_id,book_id,rating,date\nann,b1,5,2026-01-31\n'],
    ['has a column twice', 'user_id,book_id,rating,rating\nann,b1,5,5\n'],
  ])('is refused before anything is read when it %s', async (_fault, content) => {
    await expect(readRatings(content)).rejects.toMatchObject({
      kind: 'invalid_request',
      message: expect.stringMatching(
        /ratings\.csv must begin with the line user_id,book_id,rating/,
      ),
    });
  });
});

test.each([
  ['books', booksFile('/nowhere/books.jsonl')],
  ['ratings', ratingsFile('/nowhere/ratings.csv', { undatedAt: UNDATED_AT })],
])('a missing file of %s is named when it is opened', async (_what, source) => {
  await expect(source()).rejects.toThrow('there is no file /nowhere/');
});
