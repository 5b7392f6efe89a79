import { DatabaseSync } from 'node:sqlite';
import { BookId } from '@books/domain/ids';
import type { SearchFilters } from '@books/domain/search';
import { foldedWords } from '@books/search-index/fold';
import { MAX_FACET_VALUES, type IndexedBook } from '../search-engine.ts';
import { type SearchEntry, searchEntry } from '../search-entry.ts';
import { titleMatch } from '../title-rank.ts';
import type { MeasuredEngine } from '../evaluate/put-queries.ts';

/** Matches that are ranked anew by popularity and title. */
const RERANKED = 100;
const RANK = 'bm25(words, 3, 2, 0.5) * (1 + 0.09 * log10(1 + popularity))';
// Larger than any difference in popularity, as in our own ranking.
const TITLE_BONUSES = { equal: 2, begins: 1.15 } as const;

/**
 * SQLite's FTS5 as somebody would use it who wants ranked book search from it: three weighted fields, all words
 * demanded with the last as a beginning, any word when that finds nothing, popularity in the order, and the first
 * hundred ranked anew by their titles. It knows no typos.
 *
 * @param path file of the database; `:memory:` keeps it in memory
 */
export function createSqliteFts5Engine(path: string): MeasuredEngine & {
  load(books: Iterable<IndexedBook>): void;
} {
  const database = new DatabaseSync(path);
  database.exec(`
    PRAGMA journal_mode = OFF;
    PRAGMA mmap_size = 2000000000;
    CREATE TABLE IF NOT EXISTS books (
      row INTEGER PRIMARY KEY, id TEXT, title TEXT, title_key TEXT, authors TEXT, subjects TEXT,
      year INTEGER, language TEXT, rating REAL, ratings_count INTEGER, popularity INTEGER);
    CREATE VIRTUAL TABLE IF NOT EXISTS words USING fts5 (
      title, authors, other, content = '', tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3');
  `);

  function load(books: Iterable<IndexedBook>): void {
    const book = database.prepare('INSERT INTO books VALUES (?,?,?,?,?,?,?,?,?,?,?)');
    const words = database.prepare(
      'INSERT INTO words (rowid, title, authors, other) VALUES (?,?,?,?)',
    );
    database.exec('BEGIN');
    let row = 0;
    for (const source of books) {
      row += 1;
      const entry = searchEntry(source);
      const { hit } = entry;
      book.run(
        row,
        hit.bookId,
        hit.title,
        entry.titleKey,
        JSON.stringify(hit.authors),
        JSON.stringify(hit.subjects),
        hit.year ?? null,
        hit.language ?? null,
        hit.rating,
        hit.ratingsCount,
        entry.popularity,
      );
      words.run(row, entry.titleKey, hit.authors.join(' '), otherText(entry));
    }
    database.exec("COMMIT; INSERT INTO words (words) VALUES ('optimize'); ANALYZE;");
  }

  function find(expression: string, words: readonly string[], filters: SearchFilters) {
    const { where, values } = conditions(filters);
    const rows = database
      .prepare(
        `SELECT id, books.title AS title, title_key, ${RANK} AS score FROM words
         JOIN books ON books.row = words.rowid
         WHERE words MATCH ?${where} ORDER BY score LIMIT ${RERANKED}`,
      )
      .all(expression, ...values);
    const counted = database
      .prepare(
        `SELECT count(*) AS n FROM words JOIN books ON books.row = words.rowid
         WHERE words MATCH ?${where}`,
      )
      .get(expression, ...values);
    const hits = rows
      .map((row) => {
        const kind = titleMatch(String(row['title_key']), words)?.kind;
        return {
          hit: {
            ...EMPTY_HIT,
            bookId: BookId.parse(row['id']),
            title: String(row['title']),
          },
          // The better, the further below zero.
          score: Number(row['score']) * (kind === undefined ? 1 : TITLE_BONUSES[kind]),
        };
      })
      .sort((a, b) => a.score - b.score)
      .map(({ hit }) => hit);
    return { total: Number(counted?.['n'] ?? 0), hits };
  }

  return {
    load,
    search: async ({ text = '', filters, facets, limit }) => {
      const words = foldedWords(text);
      if (words.length === 0) return { total: 0, hits: [], facets: {} };
      const quoted = words.map((word) => `"${word}"`);
      let expression = `${quoted.join(' ')}*`;
      let found = find(expression, words, filters);
      if (found.total === 0) {
        expression = quoted.join(' OR ');
        found = find(expression, words, filters);
      }
      const counted = Object.fromEntries(
        facets.map((facet) => [facet, countFacet(database, expression, facet)]),
      );
      return { total: found.total, hits: found.hits.slice(0, limit), facets: counted };
    },
  };
}

const EMPTY_HIT = {
  authors: [],
  year: undefined,
  language: undefined,
  subjects: [],
  rating: null,
  ratingsCount: 0,
};

function otherText({ seriesText, hit }: SearchEntry): string {
  return `${seriesText} ${hit.subjects.join(' ')}`;
}

function conditions(filters: SearchFilters): { where: string; values: (string | number)[] } {
  const { language, min_year: minYear, max_year: maxYear, min_rating: minRating } = filters;
  const parts: [sql: string, value: string | number | undefined][] = [
    ['language = ?', language],
    ['year >= ?', minYear],
    ['year <= ?', maxYear],
    ['rating >= ?', minRating],
  ];
  const given = parts.flatMap(([sql, value]) => (value === undefined ? [] : [{ sql, value }]));
  return {
    where: given.map(({ sql }) => ` AND ${sql}`).join(''),
    values: given.map(({ value }) => value),
  };
}

function countFacet(database: DatabaseSync, expression: string, facet: string) {
  const from =
    facet === 'subject'
      ? 'words JOIN books ON books.row = words.rowid, json_each(books.subjects) AS each'
      : 'words JOIN books ON books.row = words.rowid';
  const value = facet === 'subject' ? 'each.value' : facet;
  return database
    .prepare(
      `SELECT ${value} AS value, count(*) AS n FROM ${from}
       WHERE words MATCH ? GROUP BY 1 ORDER BY n DESC LIMIT ${MAX_FACET_VALUES}`,
    )
    .all(expression)
    .map((row) => ({ value: String(row['value']), count: Number(row['n']) }));
}
