import { BookId } from '@books/domain/ids';
import { describe, expect, test } from 'vitest';
import { enlargedCatalogue } from './enlarged-catalogue.ts';

const REAL = ['The Left Hand of Darkness', 'Emma', 'War and Peace', 'A Wizard of Earthsea'].map(
  (title, i) => ({
    book_id: BookId.parse(`real:${i}`),
    title,
    authors: [`Author ${i}`],
    subjects: ['Fiction'],
  }),
);

describe('an enlarged catalogue', () => {
  test('begins with the real books and has as many as asked for', () => {
    const books = [...enlargedCatalogue(REAL, 200, 1)];
    expect(books.length).toBe(200);
    expect(books.slice(0, 4)).toEqual(REAL);
    expect(new Set(books.map((book) => book.book_id)).size).toBe(200);
    expect(books.every(({ title }) => title.trim() !== '')).toBe(true);
  });

  test('is the same for the same seed and another for another', () => {
    const titles = (seed: number) =>
      [...enlargedCatalogue(REAL, 50, seed)].map(({ title }) => title).join('\n');
    expect(titles(1)).toBe(titles(1));
    expect(titles(1)).not.toBe(titles(2));
  });

  test('is cut off when fewer are wanted than there are', () => {
    expect([...enlargedCatalogue(REAL, 2, 1)]).toEqual(REAL.slice(0, 2));
    expect([...enlargedCatalogue([], 10, 1)]).toEqual([]);
  });
});
