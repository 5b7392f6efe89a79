import { aBook } from '@books/domain/testing/builders';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createLikenesses } from './likenesses.ts';
import { listedBook, type ListedBook } from './listed-book.ts';

const WEIGHTS = { series: 1.5, authors: 1, subjects: 0.5 };

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

/** What the definition says, pair by pair. */
function likeness(book: ListedBook, other: ListedBook): number {
  const cosine = (a: ReadonlySet<string>, b: ReadonlySet<string>) =>
    a.size === 0 || b.size === 0 ? 0 : a.intersection(b).size / Math.sqrt(a.size * b.size);
  const isSameSeries = book.seriesKey !== undefined && book.seriesKey === other.seriesKey;
  return (
    (isSameSeries ? WEIGHTS.series : 0) +
    WEIGHTS.authors * cosine(book.authorKeys, other.authorKeys) +
    WEIGHTS.subjects * cosine(book.subjectKeys, other.subjectKeys)
  );
}

test('tells the likeness of each pair', () => {
  fc.assert(
    fc.property(someBooks('new'), someBooks('old'), (books, others) => {
      const likenesses = createLikenesses(books, WEIGHTS);
      for (const book of books) {
        const told = [...likenesses.toEach(book, others)];
        expect(told).toEqual(others.map((other) => expect.closeTo(likeness(book, other), 9)));
      }
    }),
    { numRuns: 20 },
  );
});

test('ranks by the sum of likenesses, also when it is asked again', () => {
  fc.assert(
    fc.property(someBooks('new'), someBooks('old'), fc.nat(200), (books, liked, limit) => {
      const likenesses = createLikenesses(books, WEIGHTS);
      const scoreOf = (book: ListedBook) =>
        liked.reduce((sum, other) => sum + likeness(book, other), 0);
      const scores = books
        .map(scoreOf)
        .filter((score) => score > 0)
        .sort((a, b) => b - a)
        .slice(0, limit);
      for (const isAllowed of [() => true, () => true]) {
        const nearest = likenesses.nearest(liked, { limit, isAllowed });
        expect(new Set(nearest).size).toBe(nearest.length);
        // By 32 bits, so sums as good as equal may be in any order.
        expect(nearest.map(scoreOf)).toEqual(scores.map((score) => expect.closeTo(score, 4)));
      }
    }),
  );
});

test('lists equal ones by id, only those that are allowed, and nothing of a question that failed', () => {
  const authors = [{ author_name: 'Ann' }];
  const books = ['n:3', 'n:1', 'n:2'].map((book_id) => listedBook(aBook({ book_id, authors })));
  const liked = [listedBook(aBook({ book_id: 'old', authors }))];
  const likenesses = createLikenesses(books, WEIGHTS);
  const idsOf = (isAllowed: (book: ListedBook) => boolean, limit: number) =>
    likenesses.nearest(liked, { limit, isAllowed }).map(({ bookId }) => bookId);
  expect(idsOf(() => true, 2)).toEqual(['n:1', 'n:2']);
  expect(idsOf(({ bookId }) => bookId !== 'n:1', 2)).toEqual(['n:2', 'n:3']);
  const fails = () => {
    throw new Error('a filter that fails');
  };
  expect(() => idsOf(fails, 2)).toThrow('a filter that fails');
  expect(likenesses.nearest([], { limit: 3, isAllowed: () => true })).toEqual([]);
});

test('a subject that too many books share brings none together', () => {
  const author = (name: string) => [{ author_name: name }];
  const crowd = Array.from({ length: 501 }, (_, n) =>
    listedBook(aBook({ book_id: `n:${n}`, authors: author(`Author ${n}`), subjects: ['fiction'] })),
  );
  const liked = listedBook(
    aBook({ book_id: 'old', authors: author('Author 7'), subjects: ['fiction'] }),
  );
  const likenesses = createLikenesses(crowd, WEIGHTS);
  const nearest = likenesses.nearest([liked], { limit: 10, isAllowed: () => true });
  expect(nearest.map(({ bookId }) => bookId)).toEqual(['n:7']);
  expect([...likenesses.toEach(crowd[7]!, [liked])]).toEqual([1]);
  expect([...likenesses.toEach(crowd[8]!, [liked])]).toEqual([0]);
});
