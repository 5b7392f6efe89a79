import { describe, expect, test } from 'vitest';
import { AMAZON_BOOK_SIZE, listLength, makeRatings } from './library.ts';

describe('a made-up library', () => {
  test('has lists as long and as uneven as Amazon-Book', () => {
    let sum = 0;
    let squares = 0;
    for (let rank = 0; rank < AMAZON_BOOK_SIZE.readers; rank += 1) {
      const length = listLength(rank, AMAZON_BOOK_SIZE);
      sum += length;
      squares += length ** 2;
    }
    expect(Math.abs(sum - 2_983_133)).toBeLessThan(1000);
    expect(Math.abs(squares / 668e6 - 1)).toBeLessThan(0.1);
  });

  test('holds every book, no rating twice, and the same for the same seed', () => {
    const size = { readers: 60, books: 900 };
    const ratings = [...makeRatings(size, 1)];
    expect(new Set(ratings.map(({ book }) => book)).size).toBe(900);
    expect(new Set(ratings.map(({ reader, book }) => `${reader}/${book}`)).size).toBe(
      ratings.length,
    );
    expect(ratings.every(({ stars }) => [3, 4, 5].includes(stars))).toBe(true);
    expect([...makeRatings(size, 1)]).toEqual(ratings);
    expect([...makeRatings(size, 2)]).not.toEqual(ratings);
  });
});
