import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { SAMPLE } from '@books/data/sample';
import { Book } from '@books/domain/book';
import type { KnownBook } from '../readers/library.ts';

/** Books that are asked for. */
const COUNT = 500;
/** A title whose beginning everybody types in the same way. */
const PLAIN = /^[A-Za-z0-9 ,'&-]{6,60}$/;

/** The most read books of the sample whose title no other book has. */
export function knownBooks(): KnownBook[] {
  const lines = gunzipSync(readFileSync(SAMPLE.booksPath)).toString('utf8').trim().split('\n');
  const books = lines.map((line) => Book.parse(JSON.parse(line)));
  const key = (title: string) => title.toLowerCase().replace(/[^a-z0-9]/g, '');
  const byTitle = Map.groupBy(books, ({ title }) => key(title));
  return books
    .filter(({ title }) => byTitle.get(key(title))?.length === 1 && PLAIN.test(title))
    .flatMap(({ book_id, title, authors: [author], publication_year: year }) =>
      author === undefined || year === undefined
        ? []
        : [{ book_id, title, author: author.author_name, year }],
    )
    .slice(0, COUNT);
}
