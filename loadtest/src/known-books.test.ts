import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readLibrary } from '../readers/library.ts';
import { knownBooks } from './known-books.ts';

test('the books that are asked for are those of the sample; else run npm run loadtest:library', () => {
  const json = readFileSync(new URL('../readers/library.json', import.meta.url), 'utf8');
  expect(readLibrary(json)).toEqual(knownBooks());
});
