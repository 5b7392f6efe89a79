import { Book } from '@books/domain/book';
import { DomainError } from '@books/domain/errors';
import { BookId, UserId } from '@books/domain/ids';
import type { Rating } from '@books/domain/rating';
import { describe, expect, test } from 'vitest';
import { createMemoryBulkLoader } from '../testing/memory-bulk-loader.ts';
import { loadInto, type LoadProgress } from './load-into.ts';
import type { BadRow, Batch, Source } from './source.ts';

function aBook(id: string, title = 'Dune'): Book {
  return Book.parse({ book_id: id, title });
}

function aRating(user: string, book: string, stars = 4): Rating {
  return {
    userId: UserId.parse(user),
    bookId: BookId.parse(book),
    stars,
    ratedAt: new Date('2026-01-31'),
  };
}

/** A file whose lines hold these values, one batch for each list. */
function aSource<Value>(file: string, ...batches: (readonly (Value | string)[])[]): Source<Value> {
  return async () => readBatches(file, batches);
}

async function* readBatches<Value>(
  file: string,
  batches: readonly (readonly (Value | string)[])[],
): AsyncIterable<Batch<Value>> {
  let line = 0;
  let read = 0;
  for (const values of batches) {
    const rows: { line: number; value: Value }[] = [];
    const badRows: BadRow[] = [];
    for (const value of values) {
      line += 1;
      if (typeof value === 'string') badRows.push({ file, line, reason: value });
      else rows.push({ line, value });
    }
    read += 1;
    yield { file, rows, badRows, fractionRead: read / batches.length };
  }
}

const twoBooks = aSource('books', [aBook('b1'), aBook('b2')]);
const noRatings = aSource<Rating>('ratings', []);

describe('loading', () => {
  test('stores books and ratings and finishes the stats', async () => {
    const loader = createMemoryBulkLoader();
    const report = await loadInto({
      loader,
      books: twoBooks,
      ratings: aSource(
        'ratings',
        [aRating('ann', 'b1')],
        [aRating('bob', 'b1'), aRating('ann', 'b2')],
      ),
    });
    expect([...loader.books.keys()]).toEqual(['b1', 'b2']);
    expect([...loader.ratings.keys()]).toEqual(['ann b1', 'bob b1', 'ann b2']);
    expect(loader.isFinished()).toBe(true);
    expect(report).toEqual({
      books: { read: 2, loaded: 2, rejected: 0 },
      aliases: { read: 0, loaded: 0, rejected: 0 },
      ratings: { read: 3, loaded: 3, rejected: 0 },
      badRows: [],
    });
  });

  test('leaves bad rows out, reports each in the order of the file and goes on', async () => {
    const loader = createMemoryBulkLoader();
    const reported: BadRow[] = [];
    const report = await loadInto({
      loader,
      books: aSource('books', [aBook('b1'), 'no title', aBook('b1', 'Again')]),
      ratings: aSource('ratings', [aRating('ann', 'b9'), 'six stars', aRating('ann', 'b1')]),
      onBadRow: (row) => reported.push(row),
    });
    expect(reported).toEqual([
      { file: 'books', line: 2, reason: 'no title' },
      { file: 'books', line: 3, reason: 'book_id b1 occurs more than once' },
      { file: 'ratings', line: 1, reason: 'there is no book b9' },
      { file: 'ratings', line: 2, reason: 'six stars' },
    ]);
    expect(report).toEqual({
      books: { read: 3, loaded: 1, rejected: 2 },
      aliases: { read: 0, loaded: 0, rejected: 0 },
      ratings: { read: 3, loaded: 1, rejected: 2 },
      badRows: reported,
    });
    expect(loader.books.get('b1')?.title).toBe('Dune');
  });

  test('keeps the first 20 bad rows in its report and hands on all', async () => {
    let reported = 0;
    const report = await loadInto({
      loader: createMemoryBulkLoader(),
      books: twoBooks,
      ratings: aSource<Rating>('ratings', Array<string>(25).fill('six stars')),
      onBadRow: () => (reported += 1),
    });
    expect(report.ratings.rejected).toBe(25);
    expect(report.badRows.map((row) => row.line)).toEqual([...Array(20).keys()].map((i) => i + 1));
    expect(reported).toBe(25);
  });

  test('tells how far it is', async () => {
    const shown: LoadProgress[] = [];
    await loadInto({
      loader: createMemoryBulkLoader(),
      books: twoBooks,
      ratings: aSource('ratings', [aRating('ann', 'b1')], ['six stars']),
      onProgress: (progress) => shown.push(progress),
    });
    expect(shown).toEqual([
      { phase: 'books', rows: 2, fractionDone: 1 },
      { phase: 'ratings', rows: 1, fractionDone: 0.5 },
      { phase: 'ratings', rows: 2, fractionDone: 1 },
      { phase: 'stats', rows: 1, fractionDone: 0 },
      { phase: 'stats', rows: 1, fractionDone: 1 },
    ]);
  });
});

describe('a store that is not empty', () => {
  test('is left alone', async () => {
    const loader = createMemoryBulkLoader();
    await loader.putBooks([aBook('old')]);
    await expect(loadInto({ loader, books: twoBooks, ratings: noRatings })).rejects.toMatchObject({
      kind: 'conflict',
    });
    expect([...loader.books.keys()]).toEqual(['old']);
  });

  test('is emptied first when it is to be replaced', async () => {
    const loader = createMemoryBulkLoader();
    await loader.putBooks([aBook('old')]);
    await loadInto({ loader, books: twoBooks, ratings: noRatings, replace: true });
    expect([...loader.books.keys()]).toEqual(['b1', 'b2']);
  });

  test('is not emptied for a source that is of no use', async () => {
    const loader = createMemoryBulkLoader();
    await loader.putBooks([aBook('old')]);
    const ratings: Source<Rating> = async () => {
      throw new DomainError('not_found', 'there is no file ratings.csv');
    };
    await expect(loadInto({ loader, books: twoBooks, ratings, replace: true })).rejects.toThrow(
      'there is no file ratings.csv',
    );
    expect([...loader.books.keys()]).toEqual(['old']);
  });
});

test('an aborted load ends between two batches, without stats', async () => {
  const loader = createMemoryBulkLoader();
  const stop = new AbortController();
  const load = loadInto({
    loader,
    books: aSource('books', [aBook('b1')], [aBook('b2')]),
    ratings: noRatings,
    onProgress: () => stop.abort(),
    signal: stop.signal,
  });
  await expect(load).rejects.toMatchObject({ name: 'AbortError' });
  expect([...loader.books.keys()]).toEqual(['b1']);
  expect(loader.isFinished()).toBe(false);
});
