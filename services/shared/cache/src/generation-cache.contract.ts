import { describe, expect, test } from 'vitest';
import type { GenerationCache } from './generation-cache.ts';

export type CacheUnderTest = {
  readonly cache: GenerationCache<string>;
  /** Lets this much time pass for the cache. */
  readonly advanceSeconds: (seconds: number) => Promise<void>;
};

/** What every generation cache does. `create` gives an empty one. */
export function describeGenerationCache(name: string, create: () => Promise<CacheUnderTest>) {
  describe(`${name} as a generation cache`, () => {
    test('has nothing for a stranger', async () => {
      const { cache } = await create();
      expect(await cache.read('ann')).not.toHaveProperty('value');
    });

    test('gives back what was filled', async () => {
      const { cache } = await create();
      const { generation } = await cache.read('ann');
      expect(await cache.fill('ann', 'list', generation, 60)).toBe(true);
      expect((await cache.read('ann')).value).toBe('list');
      expect(await cache.read('bob')).not.toHaveProperty('value');
    });

    test('forgets a value when its key is invalidated', async () => {
      const { cache } = await create();
      const { generation } = await cache.read('ann');
      await cache.fill('ann', 'list', generation, 60);
      await cache.invalidate('ann');
      expect(await cache.read('ann')).not.toHaveProperty('value');
    });

    test('drops a fill whose facts were read before an invalidation', async () => {
      const { cache } = await create();
      const { generation } = await cache.read('ann');
      await cache.invalidate('ann');
      expect(await cache.fill('ann', 'stale list', generation, 60)).toBe(false);
      expect(await cache.read('ann')).not.toHaveProperty('value');
    });

    test('takes a fill of the generation after an invalidation', async () => {
      const { cache } = await create();
      await cache.invalidate('ann');
      const { generation } = await cache.read('ann');
      expect(await cache.fill('ann', 'fresh list', generation, 60)).toBe(true);
      expect((await cache.read('ann')).value).toBe('fresh list');
    });

    test('forgets a value when its time is over', async () => {
      const { cache, advanceSeconds } = await create();
      const { generation } = await cache.read('ann');
      await cache.fill('ann', 'list', generation, 2);
      await advanceSeconds(3);
      expect(await cache.read('ann')).not.toHaveProperty('value');
    });
  });
}
