import { describe, expect, test } from 'vitest';
import { formatRatings, readRatings, type RatingRow } from './ratings.ts';

async function* inOrder(rows: readonly RatingRow[]): AsyncIterable<RatingRow> {
  yield* rows;
}

function row(user_id: string, book_id: string, rating: string): RatingRow {
  return { user_id, book_id, rating };
}

const isBook = (id: string): boolean => ['1', '2', '10'].includes(id);

describe('ratings of the source', () => {
  test('the last of several by one reader for one book counts', async () => {
    const { byReader, account } = await readRatings(
      inOrder([row('314', '1', '5'), row('314', '1', '5'), row('314', '1', '2')]),
      isBook,
    );
    expect(byReader.get('314')).toEqual(new Map([[1, 2]]));
    expect(account).toEqual({
      rows: 3,
      kept: 1,
      merged: { 'repeated with equal stars': 1, 'repeated with other stars': 1 },
      rejected: {},
    });
  });

  test.each([
    ['no score', row('314', '1', ''), 'not 1 to 5 stars'],
    ['a score of zero', row('314', '1', '0'), 'not 1 to 5 stars'],
    ['a score above five', row('314', '1', '6'), 'not 1 to 5 stars'],
    ['a book that is an edition id', row('314', '2767052', '5'), 'unknown book'],
    ['a book id in another spelling', row('314', '01', '5'), 'unknown book'],
    ['no reader', row('', '1', '5'), 'no reader'],
  ])('a row with %s is rejected', async (_what, bad, reason) => {
    const { byReader, account } = await readRatings(inOrder([bad]), isBook);
    expect(byReader.size).toBe(0);
    expect(account.rejected).toEqual({ [reason]: 1 });
  });
});

test('readers are numbered by first appearance, rows sorted by reader and book', async () => {
  const { byReader } = await readRatings(
    inOrder([row('314', '10', '4'), row('7', '1', '3'), row('314', '2', '5')]),
    isBook,
  );
  expect(formatRatings(byReader)).toBe(
    'user_id,book_id,rating\nreader-1,gb:2,5\nreader-1,gb:10,4\nreader-2,gb:1,3\n',
  );
});
