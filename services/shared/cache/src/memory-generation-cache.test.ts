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
