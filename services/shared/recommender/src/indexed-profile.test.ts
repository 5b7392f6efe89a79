import { describe, expect, test } from 'vitest';
import { createBookTable } from './book-table.ts';
import { createProfileIndexer } from './indexed-profile.ts';
import { aBookId } from './testing/ratings.ts';

const table = createBookTable(['a', 'b', 'c'].map(aBookId));
const rated = (id: string, stars: number) => ({ bookId: aBookId(id), stars });

describe('a profile in numbers', () => {
  test('leaves out unknown books and takes the newest rating of each', () => {
    const profile = [rated('c', 5), rated('z', 1), rated('a', 2.5), rated('c', 1)];
    const { books, stars } = createProfileIndexer(table)(profile);
    expect([...books]).toEqual([2, 0]);
    expect([...stars]).toEqual([5, 2.5]);
  });

  test('keeps the newest only of one that is too long', () => {
    const profile = [rated('z', 1), rated('b', 3), rated('c', 5), rated('a', 2)];
    expect([...createProfileIndexer(table, 2)(profile).books]).toEqual([1, 2]);
  });

  test('is not mistaken for the one before', () => {
    const index = createProfileIndexer(table);
    const profile = [rated('b', 3)];
    expect(index(profile)).toEqual(index(profile));
    expect([...index(profile).books]).toEqual([1]);
  });

  test('takes each of a hundred books once, time and again', () => {
    const ids = Array.from({ length: 100 }, (_, book) => `book-${String(book).padStart(2, '0')}`);
    const index = createProfileIndexer(createBookTable(ids.map(aBookId)));
    const profile = [...ids, ...ids].map((id) => rated(id, 3));
    const numbers = ids.map((_, book) => book);
    expect([...index(profile).books]).toEqual(numbers);
    expect([...index(profile).books]).toEqual(numbers);
  });

  test('can be empty', () => {
    expect(createProfileIndexer(table)([]).books).toHaveLength(0);
  });
});
