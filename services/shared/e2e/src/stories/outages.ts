import type { Stack } from '@books/stack/start-stack';
import { expect, test, vi } from 'vitest';
import { createApi, newReader } from '../api.ts';
import { metricsOf } from '../metrics.ts';
import { withTraffic } from '../traffic.ts';

const PATIENT = { timeout: 60_000, interval: 100 };

export function outages(stack: () => Stack): void {
  test('Redis killed in the middle fails no request, and everything recovers when it is back', async () => {
    const { redis, baseUrl } = stack();
    const api = createApi(baseUrl);
    const { requests, faults } = await withTraffic(api, async () => {
      await rateAndRead(stack(), 20);
      await redis.stop();
      await rateAndRead(stack(), 40);
      await redis.start();
      await rateAndRead(stack(), 20);
      await isCachingAgain(stack());
    });
    expect(faults).toEqual([]);
    expect(requests).toBeGreaterThan(100);
    await searchFollowsAgain(stack());
  });

  test('a book that is new while Redis is away is found within a minute, and so is its next title', async () => {
    const { redis, baseUrl } = stack();
    const api = createApi(baseUrl);
    await redis.stop();
    try {
      const { book_id: bookId, title } = await api.newBook();
      await vi.waitFor(async () => expect(await api.found(bookId, title)).toBeDefined(), PATIENT);
      const newTitle = await api.rename(bookId);
      await vi.waitFor(
        async () => expect(await api.found(bookId, newTitle)).toBeDefined(),
        PATIENT,
      );
    } finally {
      await redis.start();
    }
    await searchFollowsAgain(stack());
  });

  test('a Redis that hangs fails no request, and no list is old when it goes on', async () => {
    const { redis, baseUrl } = stack();
    const { faults } = await withTraffic(createApi(baseUrl), async () => {
      redis.pause();
      await rateAndRead(stack(), 20).finally(redis.resume);
      await rateAndRead(stack(), 20);
      await isCachingAgain(stack());
    });
    expect(faults).toEqual([]);
    await searchFollowsAgain(stack());
  });
}

/** One reader who rates what is recommended, again and again: each list is newer than the rating before it. */
async function rateAndRead({ baseUrl }: Stack, rounds: number): Promise<void> {
  const api = createApi(baseUrl);
  const reader = newReader();
  const rated: string[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const { bookIds } = await api.recommendations(reader);
    expect(bookIds.filter((bookId) => rated.includes(bookId))).toEqual([]);
    await api.rate(reader, bookIds[0]!, 4);
    rated.push(bookIds[0]!);
  }
}

/** Lists come out of the cache again. */
async function isCachingAgain(stack: Stack): Promise<void> {
  const api = createApi(stack.baseUrl);
  const hits = async () => {
    const metrics = await metricsOf(stack, 'recommendation-api');
    return metrics.sum('books_cache_requests_total', {
      cache: 'recommendations',
      result: 'hit',
    });
  };
  const before = await hits();
  await vi.waitUntil(async () => {
    const reader = newReader();
    await api.recommendations(reader);
    await api.recommendations(reader);
    return (await hits()) > before;
  }, PATIENT);
}

/** New books reach the index again. */
async function searchFollowsAgain({ baseUrl }: Stack): Promise<void> {
  const api = createApi(baseUrl);
  await vi.waitUntil(async () => {
    const { book_id: bookId, title } = await api.newBook();
    const isFound = async () => (await api.found(bookId, title)) !== undefined;
    return vi.waitUntil(isFound, { timeout: 2000, interval: 50 }).catch(() => false);
  }, PATIENT);
}
