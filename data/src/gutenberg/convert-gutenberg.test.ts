import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { temporaryDirectory } from '../testing/temporary-directory.ts';
import { convertGutenberg } from './convert-gutenberg.ts';

const METADATA = `gutenberg_id,title,author,gutenberg_author_id,language,gutenberg_bookshelf,rights,has_text
16,Peter Pan : $b [Peter and Wendy],"Barrie, J. M. (James Matthew)",10,en,"Children's Literature/Category: Adventure",Public domain in the USA.,True
17,"The Book of Mormon
An account","Smith, Joseph, Jr.",12,en/fr,,Public domain in the USA.,True
17,"The Book of Mormon
An account",Various,11,en/fr,,Public domain in the USA.,True
18,Cathedral,"Carver, Raymond",13,en,,Copyrighted. Read the copyright notice.,True
19,Peter Pan: [Peter and Wendy],"Barrie, J. M.",10,en,,Public domain in the USA.,True
90907,,,,en,,Public domain in the USA.,False
`;
const SUBJECTS = `gutenberg_id,subject_type,subject
16,lcsh,Fairy tales
16,lcc,PS
99,lcsh,Whales
`;

async function convert(withCopyrighted = false) {
  const directory = await temporaryDirectory();
  await directory.write('gutenberg_metadata.csv.gz', gzipSync(METADATA));
  await directory.write('gutenberg_subjects.csv.gz', gzipSync(SUBJECTS));
  return convertGutenberg(directory.path, { asOf: '2026-06-25', withCopyrighted });
}

test('texts become books, with all their authors and subjects, and rows add up', async () => {
  const { books, report } = await convert();
  expect(books).toEqual([
    {
      book_id: 'pg:16',
      title: 'Peter Pan: [Peter and Wendy]',
      authors: [{ author_id: 'pg:a:10', author_name: 'J. M. Barrie' }],
      isbn_13: [],
      language: 'en',
      subjects: ['children', 'adventure', 'fairy tales', "Children's Literature"],
      provenance: { source: 'gutenberg', source_key: '16', as_of: '2026-06-25' },
    },
    {
      book_id: 'pg:17',
      title: 'The Book of Mormon: An account',
      authors: [{ author_id: 'pg:a:12', author_name: 'Joseph Smith, Jr.' }],
      isbn_13: [],
      language: 'en',
      subjects: [],
      provenance: { source: 'gutenberg', source_key: '17', as_of: '2026-06-25' },
    },
  ]);
  expect(report.rows).toEqual({
    subjects: {
      rows: 3,
      kept: { 'heading of a text': 1 },
      merged: {},
      rejected: { 'a class, no heading': 1, 'no such text': 1 },
    },
    texts: {
      rows: 6,
      kept: { 'a book': 2 },
      merged: { 'another author of a text': 1, 'same work under another key': 1 },
      rejected: { 'no title': 1, 'under copyright': 1 },
    },
  });
  expect(report.findings).toEqual({
    'marc subfield mark': 1,
    'nobody in particular as author': 1,
    'several languages': 1,
    'title of several lines': 1,
  });
});

test('texts under copyright are taken when they are asked for', async () => {
  expect((await convert(true)).books.map((book) => book.book_id)).toContain('pg:18');
});
