import { describe, expect, test } from 'vitest';
import { genreOfShelf } from './genres.ts';
import { subjectsOf } from './subjects.ts';

describe('a shelf', () => {
  test.each([
    ['science-fiction', 'science fiction'],
    ['sci-fi', 'science fiction'],
    ['ya', 'young adult'],
    ['non-fiction', 'nonfiction'],
    ['self-help', 'self-help'],
    ['chick-lit', 'chick-lit'],
    ['fantasy', 'fantasy'],
  ])('%s stands for the genre %s', (shelf, genre) => {
    expect(genreOfShelf(shelf)).toBe(genre);
  });

  test.each(['to-read', 'favorites', 'owned', 'fiction', 'read-in-2015', ''])(
    '%j stands for none',
    (shelf) => {
      expect(genreOfShelf(shelf)).toBeUndefined();
    },
  );
});

describe('subjects', () => {
  test('are the genres with a tenth of the strongest one’s shelvings, strongest first', () => {
    const counts = new Map([
      ['romance', 99],
      ['fantasy', 400],
      ['horror', 100],
      ['young adult', 1000],
    ]);
    expect(subjectsOf(counts)).toEqual(['young adult', 'fantasy', 'horror']);
  });

  test('of equal strength are in alphabetical order', () => {
    expect(
      subjectsOf(
        new Map([
          ['war', 5],
          ['art', 5],
        ]),
      ),
    ).toEqual(['art', 'war']);
  });

  test('need three readers', () => {
    expect(
      subjectsOf(
        new Map([
          ['war', 3],
          ['art', 2],
        ]),
      ),
    ).toEqual(['war']);
  });

  test('are eight at most', () => {
    const counts = new Map('abcdefghij'.split('').map((genre) => [genre, 10]));
    expect(subjectsOf(counts).join('')).toBe('abcdefgh');
  });

  test('of a book on no shelf are none', () => {
    expect(subjectsOf(new Map())).toEqual([]);
  });
});
