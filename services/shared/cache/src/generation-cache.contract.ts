import { describe, expect, test } from 'vitest';
import type { GenerationCache } from './generation-cache.ts';

export type CacheUnderTest = {
  readonly cache: GenerationCache<string>;
  /** Lets this much time pass for the cache. */
  readonly advanceSeconds: (seconds: number) => Promise<void>;
};

/** What every generation cache does. `create` gives an empty one. */
export function describeGenerationCache(
  name: string,
  create: (options: { readonly holdSeconds: number }) => Promise<CacheUnderTest>,
) {
  describe(`${name} as a generation cache`, () => {
    test('has nothing for a stranger', async () => {
      const { cache } = await create({ holdSeconds: 0 });
      expect(await cache.read('ann')).not.toHaveProperty('value');
    });

    test('gives back what was filled', async () => {
      const { cache } = await create({ holdSeconds: 0 });
      const { generation } = await cache.read('ann');
      expect(await cache.fill('ann', 'list', generation, 60)).toBe(true);
      expect((await cache.read('ann')).value).toBe('list');
      expect(await cache.read('bob')).not.toHaveProperty('value');
    });

    test('forgets a value when its key is invalidated', async () => {
      const { cache } = await create({ holdSeconds: 0 });
      const { generation } = await cache.read('ann');
      await cache.fill('ann', 'list', generation, 60);
      await cache.invalidate('ann');
      expect(await cache.read('ann')).not.toHaveProperty('value');
    });

    test('drops a fill whose facts were read before an invalidation', async () => {
      const { cache } = await create({ holdSeconds: 0 });
      const { generation } = await cache.read('ann');
      await cache.invalidate('ann');
      expect(await cache.fill('ann', 'stale list', generation, 60)).toBe(false);
      expect(await cache.read('ann')).not.toHaveProperty('value');
    });

    test('takes a fill of the generation after an invalidation', async () => {
      const { cache } = await create({ holdSeconds: 0 });
      await cache.invalidate('ann');
      const { generation } = await cache.read('ann');
      expect(await cache.fill('ann', 'fresh list', generation, 60)).toBe(true);
      expect((await cache.read('ann')).value).toBe('fresh list');
    });

    test('takes no fill while a key is held after its invalidation, then takes them again', async () => {
      const { cache, advanceSeconds } = await create({ holdSeconds: 30 });
      await cache.invalidate('ann');
      const { generation } = await cache.read('ann');
      // Read while the change that the invalidation is about may not have been stored yet.
      expect(await cache.fill('ann', 'stale list', generation, 60)).toBe(false);
      expect(await cache.read('ann')).not.toHaveProperty('value');
      await advanceSeconds(31);
      expect(await cache.fill('ann', 'stale list', generation, 60)).toBe(false);
      const next = await cache.read('ann');
      expect(await cache.fill('ann', 'fresh list', next.generation, 60)).toBe(true);
      expect((await cache.read('ann')).value).toBe('fresh list');
    });

    test('gives each read another generation while a key is held, so that nobody waits for stale facts', async () => {
      const { cache } = await create({ holdSeconds: 30 });
      await cache.invalidate('ann');
      const [one, other] = [await cache.read('ann'), await cache.read('ann')];
      expect(one.generation).not.toBe(other.generation);
    });

    test('holds no other key', async () => {
      const { cache } = await create({ holdSeconds: 30 });
      await cache.invalidate('ann');
      const { generation } = await cache.read('bob');
      expect(await cache.fill('bob', 'list', generation, 60)).toBe(true);
    });

    test('forgets a value when its time is over', async () => {
      const { cache, advanceSeconds } = await create({ holdSeconds: 0 });
      const { generation } = await cache.read('ann');
      await cache.fill('ann', 'list', generation, 2);
      await advanceSeconds(3);
      expect(await cache.read('ann')).not.toHaveProperty('value');
    });
  });
}
