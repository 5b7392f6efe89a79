import { expect, test } from 'vitest';
import { describeGenerationCache } from './generation-cache.contract.ts';
import { createMemoryGenerationCache } from './memory-generation-cache.ts';

function create(maxEntries: number, holdSeconds = 0) {
  let nowMs = 0;
  const now = () => new Date(nowMs);
  const cache = createMemoryGenerationCache<string>({ maxEntries, now, holdSeconds });
  return {
    cache,
    advanceSeconds: async (seconds: number) => {
      nowMs += seconds * 1000;
    },
  };
}

describeGenerationCache('memory', async ({ holdSeconds }) => create(100, holdSeconds));

test('keeps no more values than it may', async () => {
  const { cache } = create(2);
  for (const key of ['ann', 'bob', 'cid']) {
    const { generation } = await cache.read(key);
    await cache.fill(key, key, generation, 60);
  }
  expect((await cache.read('ann')).value).toBeUndefined();
  expect((await cache.read('cid')).value).toBe('cid');
});

test('replaces a value that is asked for all the time, however many others are asked for once', async () => {
  const { cache } = create(2);
  const { generation } = await cache.read('ann');
  await cache.fill('ann', 'first', generation, 60);
  for (let n = 0; n < 100; n += 1) {
    await cache.read(`reader-${n}`);
    await cache.read('ann');
  }
  const read = await cache.read('ann');
  expect(await cache.fill('ann', 'second', read.generation, 60)).toBe(true);
  expect((await cache.read('ann')).value).toBe('second');
});

test('takes another value for one that has expired, however many others were asked for meanwhile', async () => {
  const { cache, advanceSeconds } = create(2);
  await cache.fill('ann', 'first', (await cache.read('ann')).generation, 60);
  for (let n = 0; n < 100; n += 1) await cache.read(`reader-${n}`);
  await advanceSeconds(61);
  const read = await cache.read('ann');
  expect(read).not.toHaveProperty('value');
  expect(await cache.fill('ann', 'second', read.generation, 60)).toBe(true);
});
