import { aBook } from '@books/domain/testing/builders';
import { describe, expect, test } from 'vitest';
import { ratingsApp } from '../testing/ratings-app.ts';

const books = ['gb:1', 'gb:2', 'gb:3'].map((id) => aBook({ book_id: id }));

/** A clock that is one minute later each time. */
function tickingClock() {
  let minute = 0;
  return () => {
    minute += 1;
    return new Date(Date.UTC(2026, 0, 1, 0, minute));
  };
}

describe("a book's ratings", () => {
  test('show mean, histogram and the newest readers', async () => {
    const { send } = await ratingsApp({ books, clock: tickingClock() });
    await send('POST', '/books/gb:1/rate', { user_id: 'ann', rating: 5 });
    await send('POST', '/books/gb:1/rate', { user_id: 'bob', rating: 3.5 });
    const response = await send('GET', '/books/gb:1/ratings');
    expect(await response.json()).toEqual({
      book_id: 'gb:1',
      average_rating: 4.25,
      total_ratings: 2,
      ratings_distribution: { '1': 0, '2': 0, '3': 0, '3.5': 1, '4': 0, '5': 1 },
      recent_ratings: [
        { user_id: 'bob', rating: 3.5, timestamp: '2026-01-01T00:02:00.000Z' },
        { user_id: 'ann', rating: 5, timestamp: '2026-01-01T00:01:00.000Z' },
      ],
    });
  });

  test('are null and zeros for an unrated book', async () => {
    const { send } = await ratingsApp({ books });
    expect(await (await send('GET', '/books/gb:1/ratings')).json()).toEqual({
      book_id: 'gb:1',
      average_rating: null,
      total_ratings: 0,
      ratings_distribution: { '1': 0, '2': 0, '3': 0, '4': 0, '5': 0 },
      recent_ratings: [],
    });
  });

  test('are a 404 for a book that does not exist', async () => {
    const { send } = await ratingsApp();
    expect((await send('GET', '/books/gb:1/ratings')).status).toBe(404);
  });
});

describe("a reader's ratings", () => {
  test('come newest first and page by cursor', async () => {
    const { send } = await ratingsApp({ books, clock: tickingClock() });
    for (const id of ['gb:1', 'gb:2', 'gb:3']) {
      await send('POST', `/books/${id}/rate`, { user_id: 'ann', rating: 4 });
    }
    const first = (await (await send('GET', '/users/ann/ratings?limit=2')).json()) as {
      total_ratings: number;
      ratings: { book_id: string }[];
      next_cursor: string;
    };
    expect(first.total_ratings).toBe(3);
    expect(first.ratings.map(({ book_id }) => book_id)).toEqual(['gb:3', 'gb:2']);
    const rest = await send('GET', `/users/ann/ratings?limit=2&cursor=${first.next_cursor}`);
    expect(await rest.json()).toEqual({
      user_id: 'ann',
      total_ratings: 3,
      ratings: [{ book_id: 'gb:1', rating: 4, timestamp: '2026-01-01T00:01:00.000Z' }],
    });
  });

  test('are an empty list for a stranger', async () => {
    const { send } = await ratingsApp();
    expect(await (await send('GET', '/users/nobody/ratings')).json()).toEqual({
      user_id: 'nobody',
      total_ratings: 0,
      ratings: [],
    });
  });

  test.each([
    'limit=0',
    'limit=101',
    'limit=-1',
    'limit=ten',
    'limit=1e1',
    'limit=',
    'cursor=made-up',
    'limit=1&limit=2',
  ])('refuse ?%s', async (query) => {
    const { send } = await ratingsApp();
    expect((await send('GET', `/users/ann/ratings?${query}`)).status).toBe(400);
  });
});

describe('taking a rating back', () => {
  test('removes it from the list and the mean, once', async () => {
    const { send, invalidated } = await ratingsApp({ books });
    await send('POST', '/books/gb:1/rate', { user_id: 'ann', rating: 4 });
    expect((await send('DELETE', '/users/ann/ratings/gb:1')).status).toBe(204);
    expect(invalidated).toEqual(['ann', 'ann']);
    expect((await send('DELETE', '/users/ann/ratings/gb:1')).status).toBe(404);
    expect(await (await send('GET', '/books/gb:1/ratings')).json()).toMatchObject({
      average_rating: null,
      total_ratings: 0,
    });
  });
});
