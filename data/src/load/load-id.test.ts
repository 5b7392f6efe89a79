import { utimes } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { temporaryDirectory } from '../testing/temporary-directory.ts';
import { loadIdOf } from './load-id.ts';

test('is the same for the same files and another for changed ones', async () => {
  const directory = await temporaryDirectory();
  const books = await directory.write('books.jsonl', 'a');
  const ratings = await directory.write('ratings.csv', 'b');
  await utimes(ratings, new Date('2026-01-01'), new Date('2026-01-01'));
  const loadId = await loadIdOf([books, ratings]);
  expect(await loadIdOf([books, ratings])).toBe(loadId);
  expect(await loadIdOf([ratings, books])).not.toBe(loadId);
  await utimes(ratings, new Date('2026-01-02'), new Date('2026-01-02'));
  expect(await loadIdOf([books, ratings])).not.toBe(loadId);
});

test('does not mind a file that is missing', async () => {
  expect(await loadIdOf(['/nowhere/books.jsonl'])).toMatch(/^books\.jsonl/);
});
