import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { BookId } from '@books/domain/ids';
import { foldedKey } from '@books/search-index/fold';
import type { CatalogueLine } from '../evaluate/catalogue-line.ts';
import { seededRandom } from '../evaluate/random.ts';
import { csvRecords } from './csv.ts';

/** Real books to measure with: goodbooks-10k and Project Gutenberg, one for each title and first author. */
export function realBooks(folder: string, seed: number): CatalogueLine[] {
  const byKey = new Map<string, CatalogueLine>();
  for (const book of [...goodbooks(folder), ...gutenberg(folder, seed)]) {
    const key = `${foldedKey(book.title)}|${foldedKey(book.authors[0] ?? '')}`;
    if (!byKey.has(key)) byKey.set(key, book);
  }
  return [...byKey.values()];
}

function records(folder: string, ...path: string[]) {
  return csvRecords(gunzipSync(readFileSync(join(folder, ...path))).toString('utf8'));
}

const GENRES = 3;

/** The 10,000 books of goodbooks-10k with their three strongest genres as subjects. */
export function* goodbooks(folder: string): Iterable<CatalogueLine> {
  const genres = [...records(folder, 'goodbooks-10k', 'genres_derived.csv.gz')];
  let row = 0;
  for (const record of records(folder, 'goodbooks-10k', 'books.csv.gz')) {
    const weights = Object.entries(genres[row] ?? {});
    row += 1;
    const title = cleaned(record['title']);
    if (title === '') continue;
    const year = Number.parseInt(record['original_publication_year'] ?? '', 10);
    yield {
      book_id: BookId.parse(`gb:${record['id']}`),
      title,
      authors: (record['authors'] ?? '').split(',').map(cleaned).filter(isSaid),
      subjects: weights
        .filter(([, weight]) => Number(weight) > 0)
        .sort(([, a], [, b]) => Number(b) - Number(a))
        .slice(0, GENRES)
        .map(([genre]) => genre.replaceAll('-', ' ')),
      rating: Number(record['average_rating']),
      ratings_count: Number(record['ratings_count']),
      ...(Number.isNaN(year) ? {} : { year }),
      ...languageOf(record['language_code']?.slice(0, 2)),
    };
  }
}

/** The works of Project Gutenberg. It has no years and ratings: those are made up from the seed. */
export function* gutenberg(folder: string, seed: number): Iterable<CatalogueLine> {
  const random = seededRandom(seed);
  const subjects = new Map<string, string[]>();
  for (const record of records(folder, 'gutenberg-catalogue', 'gutenberg_subjects.csv.gz')) {
    if (record['subject_type'] !== 'lcsh') continue;
    const id = record['gutenberg_id']!;
    subjects.set(id, [...(subjects.get(id) ?? []), cleaned(record['subject']).slice(0, 200)]);
  }
  const works = new Map<string, { line: CatalogueLine; authors: string[] }>();
  for (const record of records(folder, 'gutenberg-catalogue', 'gutenberg_metadata.csv.gz')) {
    const id = record['gutenberg_id']!;
    const title = cleaned(record['title']).slice(0, 1000);
    if (title === '') continue;
    let work = works.get(id);
    if (work === undefined) {
      const authors: string[] = [];
      work = {
        authors,
        line: {
          book_id: BookId.parse(`pg:${id}`),
          title,
          authors,
          subjects: subjects.get(id) ?? [],
          ...languageOf(record['language']?.slice(0, 2)),
          ...madeUpFigures(random),
          year: 1700 + Math.floor(random() * 230),
        },
      };
      works.set(id, work);
    }
    const author = forwards(cleaned(record['author']));
    if (isSaid(author)) work.authors.push(author);
  }
  for (const { line } of works.values()) yield line;
}

/** Ratings as they are spread over books: few have many. */
export function madeUpFigures(random: () => number): { rating: number; ratings_count: number } {
  return {
    rating: Math.round((3 + random() * 1.7) * 100) / 100,
    ratings_count: Math.floor(10 ** (random() ** 2 * 5)) - 1,
  };
}

/** One line, without the marks that a library's subfields left in titles. */
function cleaned(text = ''): string {
  return text
    .replace(/\s*[:;/]?\s*\$[a-z]\s+/g, ': ')
    .replace(/\s+/g, ' ')
    .trim();
}

/** "Lincoln, Abraham" the way it is said. */
function forwards(name: string): string {
  const [last = '', first, ...more] = name.split(', ');
  return first === undefined || more.length > 0 ? name : `${first} ${last}`;
}

function isSaid(text: string): boolean {
  return text !== '';
}

function languageOf(code: string | undefined): { language?: string } {
  return code !== undefined && /^[a-z]{2}$/.test(code) ? { language: code } : {};
}
