import type { Stack } from '@books/stack/start-stack';
import { expect, test } from 'vitest';
import { createApi, newReader } from '../api.ts';
import { atOnce } from '../at-once.ts';

export function ratings(stack: () => Stack): void {
  test('a reader sees their own rating at once, wherever they look', async () => {
    const api = createApi(stack().baseUrl);
    const [{ book_id: bookId }, reader] = [await api.newBook(), newReader()];
    for (const stars of [4, 2.5, 5]) {
      await api.rate(reader, bookId, stars);
      expect(await api.ratingsOfReader(reader)).toMatchObject({
        total_ratings: 1,
        ratings: [{ book_id: bookId, rating: stars }],
      });
      expect(await api.book(bookId)).toMatchObject({ average_rating: stars, ratings_count: 1 });
      expect(await api.ratingsOfBook(bookId)).toMatchObject({ average_rating: stars });
    }
  });

  test('two readers who rate one book at the same moment both count', async () => {
    const api = createApi(stack().baseUrl);
    const { book_id: bookId } = await api.newBook();
    for (let round = 1; round <= 20; round += 1) {
      await Promise.all([api.rate(newReader(), bookId, 2), api.rate(newReader(), bookId, 4)]);
      expect(await api.book(bookId)).toMatchObject({ average_rating: 3, ratings_count: 2 * round });
    }
  });

  test('a reader who rates on two devices at the same moment counts once', async () => {
    const api = createApi(stack().baseUrl);
    const [{ book_id: bookId }, reader] = [await api.newBook(), newReader()];
    for (let round = 0; round < 20; round += 1) {
      await Promise.all([api.rate(reader, bookId, 1), api.rate(reader, bookId, 5)]);
      const { ratings: kept, total_ratings: total } = await api.ratingsOfReader(reader);
      expect(total).toBe(1);
      const stars = kept[0]?.rating;
      expect([1, 5]).toContain(stars);
      expect(await api.book(bookId)).toMatchObject({ average_rating: stars, ratings_count: 1 });
    }
  });

  test('every rating of a thousand readers of one book at once is counted', async () => {
    const api = createApi(stack().baseUrl);
    const { book_id: bookId } = await api.newBook();
    await atOnce(1000, (n) => api.rate(newReader(), bookId, 1 + (n % 5)));
    expect(await api.ratingsOfBook(bookId)).toMatchObject({
      average_rating: 3,
      total_ratings: 1000,
      ratings_distribution: { '1': 200, '2': 200, '3': 200, '4': 200, '5': 200 },
    });
  });
}
