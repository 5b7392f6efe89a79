import { describe, expect, test } from 'vitest';
import { anIndexedBook } from '../testing/books.ts';
import { createSqliteFts5Engine } from './sqlite-fts5-engine.ts';

const EVERYTHING = { filters: {}, sort: 'relevance', facets: [], limit: 10, offset: 0 } as const;

describe('SQLite FTS5 as we measure it', () => {
  const engine = createSqliteFts5Engine(':memory:');
  engine.load([
    anIndexedBook({ book_id: 'messiah', title: 'Dune Messiah', readers: 9000 }),
    anIndexedBook({
      book_id: 'dune',
      title: 'Dune',
      authors: ['Frank Herbert'],
      language: 'en',
      subjects: ['Deserts'],
      readers: 500,
    }),
  ]);

  test('ranks the title that was typed first', async () => {
    const { hits, total } = await engine.search({ ...EVERYTHING, text: 'dune' });
    expect(hits.map(({ bookId }) => bookId)).toEqual(['dune', 'messiah']);
    expect(total).toBe(2);
  });

  test('finds beginnings, and any word when all together are nowhere', async () => {
    const ids = async (text: string) =>
      (await engine.search({ ...EVERYTHING, text })).hits.map(({ bookId }) => bookId);
    expect(await ids('frank herb')).toEqual(['dune']);
    expect(await ids('messiah nowhere')).toEqual(['messiah']);
    expect(await ids('?')).toEqual([]);
  });

  test('filters and counts', async () => {
    const { hits, facets } = await engine.search({
      ...EVERYTHING,
      text: 'dune',
      filters: { language: 'en' },
      facets: ['subject'],
    });
    expect(hits.length).toBe(1);
    expect(facets.subject).toEqual([{ value: 'Deserts', count: 1 }]);
  });
});
