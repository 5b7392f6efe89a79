import { aBook } from '@books/domain/testing/builders';
import { NO_RATINGS } from '@books/domain/rating-stats';
import { expect, test } from 'vitest';
import { searchApp } from './testing/search-app.ts';

test.each([
  ['basic', 'POST', '/search', { query: 'dune' }],
  ['basic', 'GET', '/search?q=dune', undefined],
  ['advanced', 'POST', '/search/advanced', { title: 'dune' }],
  ['prefix', 'GET', '/search/shard/du', undefined],
  ['suggest', 'GET', '/search/suggest?q=du', undefined],
])('counts a search as %s and tells how long it took: %s %s', async (kind, method, path, body) => {
  const { send, metrics } = await searchApp([aBook()]);
  const { headers } = await send(method, path, body);
  expect(headers.get('server-timing')).toMatch(/^search;dur=\d+\.\d\d$/);
  expect(await metrics.registry.metrics()).toContain(
    `books_search_duration_seconds_count{kind="${kind}"} 1`,
  );
});

test('shows the size, changes, age and version of the index', async () => {
  const { engine, metrics } = await searchApp([aBook()]);
  await engine.upsert({ book: aBook({ book_id: 'gb:2', title: 'Emma' }), stats: NO_RATINGS });
  const shown = (await metrics.registry.metrics()).split('\n');
  expect(shown).toContain('books_search_index_books 2');
  expect(shown).toContain('books_search_index_delta_books 1');
  expect(shown).toContain('books_search_index_age_seconds 60');
  expect(shown).toContain('books_search_index_info{version="test"} 1');
});
