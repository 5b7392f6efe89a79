import type { Stack } from '@books/stack/start-stack';
import { expect, test, vi } from 'vitest';
import { createApi, newReader } from '../api.ts';
import { atOnce } from '../at-once.ts';

/** What readers are promised. */
const SOON = { timeout: 2000, interval: 20 };
/** From this many ratings on, search shows the platform's mean. */
const SHOWN_FROM = 5;

export function changes(stack: () => Stack): void {
  test('a new book is found within two seconds', async () => {
    const api = createApi(stack().baseUrl);
    const { book_id: bookId, title } = await api.newBook();
    await vi.waitFor(async () => expect(await api.found(bookId, title)).toBeDefined(), SOON);
  });

  test('a renamed book is found by its new title within two seconds, and by its old one no more', async () => {
    const api = createApi(stack().baseUrl);
    const { book_id: bookId, title } = await api.newBook();
    await vi.waitFor(async () => expect(await api.found(bookId, title)).toBeDefined(), SOON);
    const newTitle = await api.rename(bookId);
    await vi.waitFor(async () => expect(await api.found(bookId, newTitle)).toBeDefined(), SOON);
    expect(await api.found(bookId, title)).toBeUndefined();
  });

  test('search shows the new mean within two seconds', async () => {
    const api = createApi(stack().baseUrl);
    const { book_id: bookId, title } = await api.newBook();
    await atOnce(SHOWN_FROM, () => api.rate(newReader(), bookId, 4));
    await vi.waitFor(async () => {
      const shown = await api.found(bookId, title);
      expect(shown).toMatchObject({ rating: 4, ratings_count: SHOWN_FROM });
    }, SOON);
    await api.rate(newReader(), bookId, 1);
    await vi.waitFor(async () => {
      // (5 x 4 + 1) / 6
      expect(await api.found(bookId, title)).toMatchObject({ rating: 3.5, ratings_count: 6 });
    }, SOON);
  });
}
