import { aBook, aRating, bookId } from '@books/domain/testing/builders';
import { columnarEngineFromBooks } from '@books/search/columnar-from-books';
import { openSqliteStore } from '@books/storage/sqlite-store';
import { expect, test } from 'vitest';
import { createIndexFollower } from './index-follower.ts';

const plain = { filters: {}, sort: 'relevance', facets: [], limit: 10, offset: 0 } as const;

test('makes a new book and a new title searchable', async () => {
  const store = openSqliteStore(':memory:');
  const engine = await columnarEngineFromBooks([], { version: 'test' });
  const follow = createIndexFollower({ engine, ...store });
  await store.books.save(aBook({ book_id: 'gb:1', title: 'Dune' }));
  await follow({ table: 'books', key: bookId('gb:1') });
  expect((await engine.search({ text: 'dune', ...plain })).total).toBe(1);
  await store.books.save(aBook({ book_id: 'gb:1', title: 'Children of Dune' }));
  await follow({ table: 'books', key: bookId('gb:1') });
  expect((await engine.search({ text: 'children', ...plain })).hits[0]?.title).toBe(
    'Children of Dune',
  );
});

test('shows the mean of new ratings from the fifth on', async () => {
  const store = openSqliteStore(':memory:');
  const book = aBook({
    source_rating: { average: 3, count: 9, source: 'goodreads', as_of: '2017-09-01' },
  });
  const engine = await columnarEngineFromBooks(
    [{ book, stats: { count: 0, halfStarSum: 0, histogram: [] } }],
    {
      version: 'test',
    },
  );
  const follow = createIndexFollower({ engine, ...store });
  const ratings: (number | null | undefined)[] = [];
  for (const reader of ['a', 'b', 'c', 'd', 'e']) {
    await store.ratings.rate(aRating({ userId: reader, stars: 5 }));
    await follow({ table: 'book_stats', key: book.book_id });
    ratings.push((await engine.search({ text: 'dune', ...plain })).hits[0]?.rating);
  }
  expect(ratings).toEqual([3, 3, 3, 3, 5]);
});

test('finds a book that was merged into another under the other only', async () => {
  const store = openSqliteStore(':memory:');
  const engine = await columnarEngineFromBooks([], { version: 'test' });
  const follow = createIndexFollower({ engine, ...store });
  for (const id of ['gb:1', 'gb:2']) {
    await store.books.save(aBook({ book_id: id, title: 'Dune' }));
    await follow({ table: 'books', key: bookId(id) });
  }
  await store.books.redirect(bookId('gb:2'), bookId('gb:1'));
  await follow({ table: 'books', key: bookId('gb:2') });
  const { hits } = await engine.search({ text: 'dune', ...plain });
  expect(hits.map(({ bookId: id }) => id)).toEqual(['gb:1']);
});

test('passes over a change of a book that it does not know', async () => {
  const engine = await columnarEngineFromBooks([], { version: 'test' });
  const follow = createIndexFollower({ engine, ...openSqliteStore(':memory:') });
  await follow({ table: 'books', key: bookId('gb:404') });
  await follow({ table: 'book_stats', key: bookId('gb:404') });
  expect(engine.status().books).toBe(0);
});
