import { expect, test } from 'vitest';
import { readShelves, readShelvings, type ShelfRow, type ShelvingRow } from './shelvings.ts';

async function* inOrder<Value>(values: readonly Value[]): AsyncIterable<Value> {
  yield* values;
}

const SHELVES: ShelfRow[] = [
  { tag_id: '1', tag_name: 'fantasy' },
  { tag_id: '2', tag_name: 'to-read' },
  { tag_id: '3', tag_name: 'sci-fi' },
  { tag_id: '4', tag_name: 'science-fiction' },
];

function shelving(edition: string, tag_id: string, count: string): ShelvingRow {
  return { goodreads_book_id: edition, tag_id, count };
}

test('adds up the shelves that stand for one genre and accounts for every row', async () => {
  const shelves = await readShelves(inOrder(SHELVES));
  const { genresByEdition, account } = await readShelvings(
    inOrder([
      shelving('77', '1', '100'),
      shelving('77', '3', '20'),
      shelving('77', '4', '5'),
      shelving('77', '2', '9999'),
      shelving('77', '1', '90'),
      shelving('77', '3', '-1'),
      shelving('77', '99', '7'),
      shelving('88', '1', '7'),
    ]),
    shelves,
    (edition) => edition === '77',
  );

  expect(genresByEdition).toEqual(
    new Map([
      [
        '77',
        new Map([
          ['fantasy', 100],
          ['science fiction', 25],
        ]),
      ],
    ]),
  );
  expect(account).toEqual({
    rows: 8,
    kept: 3,
    merged: { 'repeated book and shelf': 1 },
    rejected: { 'count below zero': 1, 'not a genre': 1, 'unknown book': 1, 'unknown shelf': 1 },
  });
  expect(shelves.account).toEqual({ rows: 4, kept: 3, merged: {}, rejected: { 'not a genre': 1 } });
});
