import { expect, test } from 'vitest';
import { tableNames } from './tables.ts';

test('names tables after their environment', () => {
  expect(tableNames('dev')).toMatchObject({
    books: 'book-recommendation-books-dev',
    book_stats: 'book-recommendation-book_stats-dev',
  });
});

test('takes the names that operators chose', () => {
  const names = tableNames('dev', { books: 'catalogue', ratings: undefined });
  expect(names.books).toBe('catalogue');
  expect(names.ratings).toBe('book-recommendation-ratings-dev');
});
