import type { Stack } from '@books/stack/start-stack';
import { expect, test } from 'vitest';
import { createApi, newReader, type Api } from '../api.ts';
import { atOnce } from '../at-once.ts';

const ROUNDS = 1000;

export function freshness(stack: () => Stack): void {
  test('the next list after a rating never has the rated book, a thousand times at once', async () => {
    const api = createApi(stack().baseUrl);
    expect(await countOldLists(api)).toBe(0);
  });

  test('... nor does it without Redis', async () => {
    const { redis, baseUrl } = stack();
    await redis.stop();
    try {
      expect(await countOldLists(createApi(baseUrl))).toBe(0);
    } finally {
      await redis.start();
    }
  });

  test('what a reader does not want is gone from the next list', async () => {
    const api = createApi(stack().baseUrl);
    const reader = newReader();
    for (let round = 0; round < 5; round += 1) {
      const [unwanted] = (await api.recommendations(reader)).bookIds;
      expect(unwanted).toBeDefined();
      await api.notInterested(reader, unwanted!);
      expect((await api.recommendations(reader)).bookIds).not.toContain(unwanted);
    }
  });
}

/** A thousand readers rate the first book of their list, all at once, and look at their list again. */
async function countOldLists(api: Api): Promise<number> {
  const isOld = await atOnce(ROUNDS, async () => {
    const reader = newReader();
    const [first] = (await api.recommendations(reader, 5)).bookIds;
    if (first === undefined) throw new Error('nothing was recommended');
    await api.rate(reader, first, 5);
    return (await api.recommendations(reader)).bookIds.includes(first);
  });
  return isOld.filter(Boolean).length;
}
