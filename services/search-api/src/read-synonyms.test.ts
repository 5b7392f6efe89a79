import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { aBook } from '@books/domain/testing/builders';
import { NO_RATINGS } from '@books/domain/rating-stats';
import { columnarEngineFromBooks } from '@books/search/columnar-from-books';
import { expect, test } from 'vitest';
import { readSynonyms } from './read-synonyms.ts';

test('finds what a well-known abbreviation stands for', async () => {
  const books = ['The Lord of the Rings', 'Lotta', 'Rings'].map((title, n) => ({
    book: aBook({ book_id: `b:${n}`, title }),
    stats: NO_RATINGS,
  }));
  const synonyms = await readSynonyms(undefined);
  const engine = await columnarEngineFromBooks(books, { version: 'test', synonyms });
  const { hits } = await engine.search({
    text: 'LOTR',
    filters: {},
    sort: 'relevance',
    facets: [],
    limit: 1,
    offset: 0,
  });
  expect(hits[0]?.title).toBe('The Lord of the Rings');
});

test('names the file when it is not there or not readable as synonyms', async () => {
  await expect(readSynonyms('/no/such/file')).rejects.toThrow('/no/such/file');
  const folder = mkdtempSync(join(tmpdir(), 'books-synonyms-'));
  const file = join(folder, 'synonyms.txt');
  writeFileSync(file, 'this is no line of it');
  await expect(readSynonyms(file)).rejects.toThrow(file);
  rmSync(folder, { recursive: true });
});
