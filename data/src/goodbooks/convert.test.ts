import { describe, expect, test } from 'vitest';
import { gzipText } from '../files/gzip.ts';
import { SAMPLE } from '../sample.ts';
import { temporaryDirectory, type TemporaryDirectory } from '../testing/temporary-directory.ts';
import { convertGoodbooks } from './convert.ts';
import { findDifferences, outputFiles, writeOutput } from './output.ts';

const BOOKS = `id,book_id,best_book_id,isbn,isbn13,authors,original_publication_year,title,language_code,average_rating,ratings_count
1,300,300,439023483,9.78043902348e+12,Suzanne Collins,2008.0,"The Hunger Games (The Hunger Games, #1)",eng,4.34,4780653
2,100,100,,,"Homer, Robert Fagles, Homer",-750.0," The  Iliad",en-US,3.83,241088
3,200,200,439023484,,Suzanne Collins,,The World of the Hunger Games (The Hunger Games),mul,4.48,20134
3,201,201,,,Somebody Else,,Repeated,,4.0,1
4,202,202,,,Nobody,,,eng,4.0,1
`;
const RATINGS = `book_id,user_id,rating
1,314,5
2,439,3
1,314,4
100,439,5
`;
const SHELVES = `tag_id,tag_name
7,to-read
8,classics
9,young-adult
`;
const SHELVINGS = `goodreads_book_id,tag_id,count
100,8,500
100,7,90000
300,9,600
300,8,-1
1,8,999
`;

async function sourceDirectory(): Promise<TemporaryDirectory> {
  const directory = await temporaryDirectory();
  await directory.write('books.csv.gz', gzipText(BOOKS));
  await directory.write('ratings.csv.gz', gzipText(RATINGS));
  await directory.write('tags.csv.gz', gzipText(SHELVES));
  await directory.write('book_tags.csv.gz', gzipText(SHELVINGS));
  return directory;
}

describe('the conversion of goodbooks-10k', () => {
  test('joins ratings by id and shelves by edition id', async () => {
    const { books, ratings } = await convertGoodbooks((await sourceDirectory()).path);
    const records = books.trimEnd().split('\n');
    expect(records.map((line) => JSON.parse(line))).toMatchObject([
      { book_id: 'gb:1', title: 'The Hunger Games', subjects: ['young adult'] },
      { book_id: 'gb:2', title: 'The Iliad', publication_year: -750, subjects: ['classics'] },
      { book_id: 'gb:3', title: 'The World of the Hunger Games', subjects: [] },
    ]);
    expect(ratings).toBe('user_id,book_id,rating\nreader-1,gb:1,4\nreader-2,gb:2,3\n');
  });

  test('knows a series without a number from its numbered volumes', async () => {
    const { books } = await convertGoodbooks((await sourceDirectory()).path);
    expect(JSON.parse(books.split('\n')[2]!).series).toEqual({ name: 'The Hunger Games' });
  });

  test('accounts for every row', async () => {
    const { report } = await convertGoodbooks((await sourceDirectory()).path);
    expect(report.files).toEqual({
      'books.csv.gz': {
        rows: 5,
        kept: 3,
        merged: { 'repeated id': 1 },
        rejected: { 'title: must not be empty': 1 },
      },
      'ratings.csv.gz': {
        rows: 4,
        kept: 2,
        merged: { 'repeated with other stars': 1 },
        rejected: { 'unknown book': 1 },
      },
      'tags.csv.gz': { rows: 3, kept: 2, merged: {}, rejected: { 'not a genre': 1 } },
      'book_tags.csv.gz': {
        rows: 5,
        kept: 2,
        merged: {},
        rejected: { 'count below zero': 1, 'not a genre': 1, 'unknown book': 1 },
      },
    });
    expect(report.output).toEqual({
      books: 3,
      authors: 3,
      series: 1,
      ratings: 2,
      readers: 2,
      ratings_by_stars: { '3': 1, '4': 1 },
    });
  });

  test('gives the same bytes on each run, and notices a file that differs', async () => {
    const source = await sourceDirectory();
    const target = await temporaryDirectory();
    const files = outputFiles(await convertGoodbooks(source.path));
    await writeOutput(target.path, outputFiles(await convertGoodbooks(source.path)));
    expect(await findDifferences(target.path, files)).toEqual([]);

    const path = await target.write('ratings.csv.gz', gzipText('user_id,book_id,rating\n'));
    expect(await findDifferences(target.path, files)).toEqual([`${path} has another content`]);
  });

  test('names a file that is missing', async () => {
    await expect(convertGoodbooks('/nowhere')).rejects.toThrow(
      'there is no file /nowhere/books.csv.gz',
    );
  });

  test('names a column that is missing', async () => {
    const source = await sourceDirectory();
    await source.write('ratings.csv.gz', gzipText('book_id,user_id\n1,314\n'));
    await expect(convertGoodbooks(source.path)).rejects.toThrow('has no column rating');
  });
});

const releaseDirectory = process.env['BOOKS_TEST_DATA'];
test.runIf(releaseDirectory)(
  'the release gives the sample that ships',
  async () => {
    const files = outputFiles(await convertGoodbooks(`${releaseDirectory}/goodbooks-10k`));
    expect(await findDifferences(SAMPLE.directory, files)).toEqual([]);
  },
  60_000,
);
