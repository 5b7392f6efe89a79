import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { booksFile } from './load/books-file.ts';
import { loadInto } from './load/load-into.ts';
import { ratingsFile } from './load/ratings-file.ts';
import { SAMPLE } from './sample.ts';
import { createMemoryBulkLoader } from './testing/memory-bulk-loader.ts';

test('the sample loads without a bad row and holds what its report says', async () => {
  const loader = createMemoryBulkLoader();
  const loaded = await loadInto({
    loader,
    books: booksFile(SAMPLE.booksPath),
    ratings: ratingsFile(SAMPLE.ratingsPath, { undatedAt: SAMPLE.ratedAt }),
  });
  expect(loaded.badRows).toEqual([]);
  expect(loader.books.get('gb:2')).toMatchObject({
    title: "Harry Potter and the Sorcerer's Stone",
    series: { name: 'Harry Potter', volume: 1 },
    isbn: '0439554934',
    language: 'en',
  });

  const { output } = JSON.parse(await readFile(join(SAMPLE.directory, 'report.json'), 'utf8'));
  expect(loader.books.size).toBe(output.books);
  expect(loader.ratings.size).toBe(output.ratings);
  const readers = new Set([...loader.ratings.values()].map((rating) => rating.userId));
  expect(readers.size).toBe(output.readers);
}, 30_000);
