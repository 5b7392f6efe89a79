import type { Batch } from '@books/data/load/source';
import type { Rating } from '@books/domain/rating';
import { aRating, userId } from '@books/domain/testing/builders';
import { expect, test } from 'vitest';
import { ratingsOfFirstReaders } from './sample-readers.ts';

/** A batch of one rating for each reader; half of the file is read after it. */
const batchOf = (...readers: string[]): Batch<Rating> => ({
  file: 'ratings.csv',
  rows: readers.map((reader, index) => ({
    line: index + 2,
    value: aRating({ userId: userId(reader) }),
  })),
  badRows: [],
  fractionRead: 0.5,
});

async function readersOf(count: number, batches: readonly Batch<Rating>[]) {
  let batchesRead = 0;
  const source = async () =>
    (async function* () {
      for (const batch of batches) {
        batchesRead += 1;
        yield batch;
      }
    })();
  const readers: string[] = [];
  const fractions: number[] = [];
  for await (const batch of await ratingsOfFirstReaders(source, count)()) {
    readers.push(...batch.rows.map(({ value }) => value.userId));
    fractions.push(batch.fractionRead);
  }
  return { readers, fractions, batchesRead };
}

test('gives all ratings of the first readers, and reads no further', async () => {
  const batches = [batchOf('ann', 'ann', 'bob'), batchOf('bob', 'cem'), batchOf('cem')];
  const { readers, batchesRead } = await readersOf(2, batches);
  expect(readers).toEqual(['ann', 'ann', 'bob', 'bob']);
  expect(batchesRead).toBe(2);
});

test('gives everything when there are fewer readers', async () => {
  const { readers } = await readersOf(9, [batchOf('ann'), batchOf('bob')]);
  expect(readers).toEqual(['ann', 'bob']);
});

test('tells how far it is by readers', async () => {
  const { fractions } = await readersOf(4, [batchOf('ann', 'bob', 'cem'), batchOf('dan', 'eve')]);
  expect(fractions).toEqual([0.75, 1]);
});
