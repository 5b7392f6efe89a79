import { aBook, bookId } from '@books/domain/testing/builders';
import { describe, expect, test, vi } from 'vitest';
import { ratingsApp } from '../testing/ratings-app.ts';

const dune = aBook({ book_id: 'gb:1', title: 'Dune' });

describe('rating a book', () => {
  test('stores a first rating and tells what the book comes to', async () => {
    const { send } = await ratingsApp({ books: [dune] });
    const response = await send('POST', '/books/gb:1/rate', { user_id: 'ann', rating: 4.5 });
    expect(response.status).toBe(201);
    expect(await response.json()).toEqual({
      success: true,
      message: 'rating stored',
      rating: {
        user_id: 'ann',
        book_id: 'gb:1',
        rating: 4.5,
        timestamp: '2026-01-02T03:04:05.000Z',
      },
      book: { average_rating: 4.5, ratings_count: 1 },
    });
  });

  test('changes mean and count exactly once when a reader rates again', async () => {
    const { send } = await ratingsApp({ books: [dune] });
    await send('POST', '/books/gb:1/rate', { user_id: 'bob', rating: 2 });
    await send('POST', '/books/gb:1/rate', { user_id: 'ann', rating: 1 });
    const response = await send('POST', '/books/gb:1/rate', { user_id: 'ann', rating: 5 });
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({
      message: 'rating changed',
      book: { average_rating: 3.5, ratings_count: 2 },
    });
  });

  test('counts under the canonical record when the id was merged away', async () => {
    const { send, store } = await ratingsApp({ books: [dune, aBook({ book_id: 'gb:2' })] });
    await store.books.redirect(bookId('gb:2'), bookId('gb:1'));
    const response = await send('POST', '/books/gb:2/rate', { user_id: 'ann', rating: 3 });
    expect(await response.json()).toMatchObject({ rating: { book_id: 'gb:1' } });
  });

  test("invalidates the reader's recommendations and announces the book's new figures", async () => {
    const { send, invalidated, published } = await ratingsApp({ books: [dune] });
    await send('POST', '/books/gb:1/rate', { user_id: 'ann', rating: 3 });
    expect(invalidated).toEqual(['ann']);
    expect(published).toEqual([{ table: 'book_stats', key: 'gb:1' }]);
  });

  test('is a 404 for a book that does not exist, and stores nothing', async () => {
    const { send, store } = await ratingsApp({ books: [dune] });
    const response = await send('POST', '/books/gb:404/rate', { user_id: 'ann', rating: 3 });
    expect(response.status).toBe(404);
    expect((await store.ratings.stats(bookId('gb:404'))).count).toBe(0);
  });

  test.each([
    [{}, ['#/user_id', '#/rating']],
    [{ user_id: 'ann' }, ['#/rating']],
    [{ user_id: 'ann', rating: '5' }, ['#/rating']],
    [{ user_id: 'ann', rating: true }, ['#/rating']],
    [{ user_id: 'ann', rating: [3] }, ['#/rating']],
    [{ user_id: 'ann', rating: null }, ['#/rating']],
    [{ user_id: 'ann', rating: 0.5 }, ['#/rating']],
    [{ user_id: 'ann', rating: 5.5 }, ['#/rating']],
    [{ user_id: 'ann', rating: 3.3 }, ['#/rating']],
    [{ user_id: 'ann', rating: -1 }, ['#/rating', '#/rating']],
    [{ user_id: 'ann', rating: 2 ** 31 }, ['#/rating']],
    [{ user_id: '', rating: 3 }, ['#/user_id']],
    [{ user_id: 7, rating: 3 }, ['#/user_id']],
    [{ user_id: 'a\u0000b', rating: 3 }, ['#/user_id']],
    [{ user_id: 'x'.repeat(129), rating: 3 }, ['#/user_id']],
    [{ user_id: '\u202Eann', rating: 3 }, ['#/user_id']],
    [{ user_id: '\uD800', rating: 3 }, ['#/user_id']],
  ])('refuses %j and names the field', async (body, pointers) => {
    const { send, store } = await ratingsApp({ books: [dune] });
    const response = await send('POST', '/books/gb:1/rate', body);
    expect(response.status).toBe(400);
    const problem = (await response.json()) as { errors: { pointer: string }[] };
    expect([...new Set(problem.errors.map(({ pointer }) => pointer))]).toEqual([
      ...new Set(pointers),
    ]);
    expect((await store.ratings.stats(dune.book_id)).count).toBe(0);
  });

  test.each(['batch', '__proto__', '.hidden', 'a%20b', 'a%2Fb', 'x'.repeat(65), '%00', 'ä'])(
    'refuses the book id %s',
    async (id) => {
      const { send } = await ratingsApp({ books: [dune] });
      const response = await send('POST', `/books/${id}/rate`, { user_id: 'ann', rating: 3 });
      expect(response.status).toBe(400);
    },
  );

  test('takes reader ids that look like code, keys or escapes as they are', async () => {
    const { send } = await ratingsApp({ books: [dune] });
    const ids = [
      '__proto__',
      'constructor',
      'reco:ann',
      '%41nn',
      'a/b',
      '=1+1',
      '日本',
      "'; --",
      '😀',
    ];
    for (const id of ids) {
      const response = await send('POST', '/books/gb:1/rate', { user_id: id, rating: 3 });
      expect(response.status).toBe(201);
      const list = await send('GET', `/users/${encodeURIComponent(id)}/ratings`);
      expect(await list.json()).toMatchObject({ user_id: id, total_ratings: 1 });
    }
  });
});

describe('the invalidation', () => {
  test('begins before the rating is stored, and the answer waits for it', async () => {
    const asked = Promise.withResolvers<number>();
    const release = Promise.withResolvers<void>();
    const { send, store } = await ratingsApp({
      books: [dune],
      invalidator: {
        invalidate: async () => {
          asked.resolve((await store.ratings.stats(dune.book_id)).count);
          await release.promise;
        },
      },
    });
    let isAnswered = false;
    const answer = send('POST', '/books/gb:1/rate', { user_id: 'ann', rating: 3 });
    const watched = Promise.resolve(answer).finally(() => {
      isAnswered = true;
    });
    expect(await asked.promise).toBe(0);
    await vi.waitUntil(async () => (await store.ratings.stats(dune.book_id)).count === 1);
    expect(isAnswered).toBe(false);
    release.resolve();
    expect((await watched).status).toBe(201);
  });
});

describe('an invalidation that fails', () => {
  test('is left to a job, and the rating stands', async () => {
    const jobs: unknown[] = [];
    const { send, store } = await ratingsApp({
      books: [dune],
      invalidator: { invalidate: async () => Promise.reject(new Error('cache is away')) },
      enqueue: async (name, payload) => {
        jobs.push([name, payload]);
        return { jobId: '1' };
      },
    });
    const response = await send('POST', '/books/gb:1/rate', { user_id: 'ann', rating: 3 });
    expect(response.status).toBe(201);
    expect((await store.ratings.stats(dune.book_id)).count).toBe(1);
    expect(jobs).toEqual([['invalidate-recommendations', { userId: 'ann' }]]);
  });

  test('does not hold the reader up when it hangs', async () => {
    const jobs: unknown[] = [];
    const { send } = await ratingsApp({
      books: [dune],
      invalidator: { invalidate: () => new Promise(() => {}) },
      enqueue: async (name) => {
        jobs.push(name);
        return { jobId: '1' };
      },
    });
    const response = await send('POST', '/books/gb:1/rate', { user_id: 'ann', rating: 3 });
    expect(response.status).toBe(201);
    expect(jobs).toEqual(['invalidate-recommendations']);
  });

  test('fails no request even when the queue is away as well', async () => {
    const { send } = await ratingsApp({
      books: [dune],
      invalidator: { invalidate: async () => Promise.reject(new Error('cache is away')) },
      enqueue: async () => Promise.reject(new Error('queue is away')),
    });
    const response = await send('POST', '/books/gb:1/rate', { user_id: 'ann', rating: 3 });
    expect(response.status).toBe(201);
  });
});
