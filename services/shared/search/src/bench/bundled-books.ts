import { join } from 'node:path';
import type { CatalogueLine } from '../evaluate/catalogue-line.ts';
import { readCatalogueLine } from '../evaluate/catalogue-line.ts';
import { readAllLines } from '../evaluate/lines.ts';

const SAMPLE = join(import.meta.dirname, '../../../../../data/sample/books.jsonl.gz');

/** The books of the bundled sample, without what the short form does not hold. */
export async function bundledBooks(): Promise<CatalogueLine[]> {
  const books = await readAllLines(SAMPLE, readCatalogueLine);
  return books.map(({ book }) => ({
    book_id: book.book_id,
    title: book.title,
    authors: book.authors.map((author) => author.author_name),
    subjects: book.subjects,
    ...(book.publication_year === undefined ? {} : { year: book.publication_year }),
    ...(book.language === undefined ? {} : { language: book.language }),
    ...(book.source_rating === undefined
      ? {}
      : { rating: book.source_rating.average, ratings_count: book.source_rating.count }),
  }));
}
