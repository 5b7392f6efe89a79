import { aBook } from '@books/domain/testing/builders';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createLikenesses } from './likenesses.ts';
import { listedBook } from './listed-book.ts';

const WEIGHTS = { series: 1.5, author: 1, subjects: 0.5 };

const someBook = fc
  .record({
    authors: fc.subarray(['Ann', 'Bob', 'Cem'], { minLength: 1 }),
    subjects: fc.subarray(['art', 'bread', 'cats', 'dogs']),
    series: fc.option(fc.constantFrom('One', 'Two'), { nil: undefined }),
  })
  .map(({ authors, subjects, series }) => ({
    authors: authors.map((author_name) => ({ author_name })),
    subjects,
    ...(series !== undefined && { series: { name: series } }),
  }));
const someBooks = (prefix: string) =>
  fc
    .array(someBook, { maxLength: 150 })
    .map((list) =>
      list.map((book, n) => listedBook(aBook({ ...book, book_id: `${prefix}:${n}` }))),
    );

test('ranks by the sum of the likenesses that it tells one by one', () => {
  fc.assert(
    fc.property(someBooks('new'), someBooks('old'), (books, liked) => {
      const likenesses = createLikenesses(books, WEIGHTS);
      const scored = books
        .map((book) => ({
          id: book.bookId,
          score: liked.reduce((sum, other) => sum + likenesses.of(book, other), 0),
        }))
        .filter(({ score }) => score > 0)
        .sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1));
      expect([...likenesses.ranked(liked)].map(({ bookId }) => bookId)).toEqual(
        scored.map(({ id }) => id),
      );
    }),
  );
});

test('goes on in order after those that it sorts first', () => {
  const authors = [{ author_name: 'Ann' }];
  // The same author for all; the subjects tell the first fifty from the others.
  const books = Array.from({ length: 300 }, (_, n) =>
    listedBook(
      aBook({
        book_id: `n:${1000 + n}`,
        authors,
        subjects: n < 50 ? ['art'] : ['bread'],
      }),
    ),
  );
  const liked = listedBook(aBook({ book_id: 'old', authors, subjects: ['bread'] }));
  const ids = [...createLikenesses(books, WEIGHTS).ranked([liked])].map(({ bookId }) => bookId);
  expect(ids).toHaveLength(300);
  expect([ids[0], ids[249], ids[250], ids[299]]).toEqual(['n:1050', 'n:1299', 'n:1000', 'n:1049']);
});

test('a subject that too many books share brings none together, but counts where they are', () => {
  const author = (name: string) => [{ author_name: name }];
  const crowd = Array.from({ length: 501 }, (_, n) =>
    listedBook(aBook({ book_id: `n:${n}`, authors: author(`Author ${n}`), subjects: ['fiction'] })),
  );
  const liked = listedBook(
    aBook({ book_id: 'old', authors: author('Author 7'), subjects: ['fiction'] }),
  );
  const likenesses = createLikenesses(crowd, WEIGHTS);
  expect([...likenesses.ranked([liked])].map(({ bookId }) => bookId)).toEqual(['n:7']);
  // Same author, and one subject of one.
  expect(likenesses.of(crowd[7]!, liked)).toBe(1.5);
  expect(likenesses.of(crowd[8]!, liked)).toBe(0);
});
