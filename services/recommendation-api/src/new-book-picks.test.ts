import { aBook, bookId } from '@books/domain/testing/builders';
import type { Recommendation } from '@books/recommender/recommender';
import { describe, expect, test } from 'vitest';
import { loadCatalogue } from './catalogue.ts';
import { createNewBooks, placesForNewBooks, withNewBooks } from './new-book-picks.ts';

const author = (name: string) => ({ authors: [{ author_name: name }] });
const catalogue = await loadCatalogue([
  aBook({
    book_id: 'old:dune',
    ...author('Frank Herbert'),
    subjects: ['science fiction', 'classics'],
  }),
  aBook({ book_id: 'old:emma', ...author('Jane Austen'), subjects: ['classics'] }),
  aBook({
    book_id: 'new:herbert',
    ...author('Frank Herbert'),
    subjects: ['science fiction', 'classics'],
  }),
  aBook({ book_id: 'new:fiction', ...author('Somebody'), subjects: ['science fiction'] }),
  aBook({ book_id: 'new:cooking', ...author('Nobody'), subjects: ['cooking'] }),
]);
const newBooks = createNewBooks({
  books: [...catalogue.all()].filter((book) => book.bookId.startsWith('new:')),
  find: catalogue.get,
});
const dune = { bookId: bookId('old:dune'), stars: 5 };
const anything = () => true;

describe('new books', () => {
  test('are found by author and subjects of what a reader liked, the closest first', () => {
    // Same author and the same two subjects: 1 + 0.5; one subject of two: 0.5 x the cosine, 1 / sqrt(1 x 2).
    expect(newBooks.picksFor([dune], 5, anything)).toEqual([
      {
        bookId: 'new:herbert',
        score: expect.closeTo(1.5),
        predictedRating: 5,
        confidence: 1 / 11,
        because: [{ bookId: 'old:dune', weight: expect.closeTo(1.5) }],
      },
      {
        bookId: 'new:fiction',
        score: expect.closeTo(0.5 / Math.SQRT2),
        predictedRating: 5,
        confidence: 1 / 11,
        because: [{ bookId: 'old:dune', weight: expect.closeTo(0.5 / Math.SQRT2) }],
      },
    ]);
  });

  test('add up what several liked books share with them', () => {
    const [pick] = newBooks.picksFor([dune, { bookId: bookId('old:emma'), stars: 4 }], 1, anything);
    const likenesses = [1.5, 0.5 / Math.SQRT2] as const;
    expect(pick?.score).toBeCloseTo(likenesses[0] + likenesses[1]);
    expect(pick?.because).toHaveLength(2);
    expect(pick?.predictedRating).toBeCloseTo(
      (likenesses[0] * 5 + likenesses[1] * 4) / (likenesses[0] + likenesses[1]),
    );
  });

  test('are not picked for a book that was not liked, nor when they may not appear, nor when rated', () => {
    expect(newBooks.picksFor([{ ...dune, stars: 3.5 }], 5, anything)).toEqual([]);
    expect(newBooks.picksFor([dune], 5, (id) => id !== 'new:herbert')).toHaveLength(1);
    const rated = newBooks.picksFor(
      [dune, { bookId: bookId('new:herbert'), stars: 2 }],
      5,
      anything,
    );
    expect(rated.map((pick) => pick.bookId)).toEqual(['new:fiction']);
  });
});

describe('a list with new books', () => {
  const entry = (id: string): Recommendation => ({
    bookId: bookId(id),
    score: 1,
    predictedRating: 4,
    confidence: 0.5,
    because: [],
  });
  const list = Array.from({ length: 20 }, (_, n) => entry(`l${n}`));
  const idsOf = (mixed: readonly Recommendation[]) => mixed.map((mixedEntry) => mixedEntry.bookId);

  test('keeps every tenth place for one', () => {
    const ids = idsOf(withNewBooks(list, [entry('n0'), entry('n1')], 20));
    expect([ids[8], ids[9], ids[10], ids[19]]).toEqual(['l8', 'n0', 'l9', 'n1']);
    expect(ids).toHaveLength(20);
    expect(placesForNewBooks(20)).toBe(2);
  });

  test('has them at its end when it is short', () => {
    expect(idsOf(withNewBooks(list.slice(0, 2), [entry('n0'), entry('n1')], 20))).toEqual([
      'l0',
      'l1',
      'n0',
      'n1',
    ]);
  });
});
