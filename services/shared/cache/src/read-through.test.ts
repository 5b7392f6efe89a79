import { setImmediate } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { GenerationCache } from './generation-cache.ts';
import { createMemoryGenerationCache } from './memory-generation-cache.ts';
import { createReadThrough, type CacheResult } from './read-through.ts';

const brokenCache: GenerationCache<string> = {
  read: async () => Promise.reject(new Error('cache is away')),
  fill: async () => Promise.reject(new Error('cache is away')),
  invalidate: async () => Promise.reject(new Error('cache is away')),
};

function memoryCache() {
  return createMemoryGenerationCache<string>({ maxEntries: 10, now: () => new Date(0) });
}

test('computes on a miss and answers from the cache afterwards', async () => {
  const results: CacheResult[] = [];
  const lists = createReadThrough({
    cache: memoryCache(),
    ttlSeconds: 60,
    onResult: (r) => results.push(r),
  });
  expect(await lists.get('ann', async () => 'first')).toEqual({ value: 'first', cached: false });
  expect(await lists.get('ann', async () => 'second')).toEqual({ value: 'first', cached: true });
  expect(results).toEqual(['miss', 'hit']);
});

test('computes once for all who miss at the same time', async () => {
  const lists = createReadThrough({ cache: memoryCache(), ttlSeconds: 60 });
  let computations = 0;
  const gate = Promise.withResolvers<void>();
  const compute = async () => {
    computations += 1;
    await gate.promise;
    return 'list';
  };
  const readers = Array.from({ length: 50 }, async () => lists.get('ann', compute));
  gate.resolve();
  expect((await Promise.all(readers)).every(({ value }) => value === 'list')).toBe(true);
  expect(computations).toBe(1);
});

test('gives who asks after an invalidation a value computed after it', async () => {
  const cache = memoryCache();
  const lists = createReadThrough({ cache, ttlSeconds: 60 });
  const gate = Promise.withResolvers<void>();
  const early = lists.get('ann', async () => {
    await gate.promise;
    return 'before the rating';
  });
  await Promise.resolve();
  await cache.invalidate('ann');
  const late = await lists.get('ann', async () => 'after the rating');
  gate.resolve();
  expect(late.value).toBe('after the rating');
  expect((await early).value).toBe('before the rating');
  expect((await lists.get('ann', async () => 'unused')).value).toBe('after the rating');
});

test('computes when the cache is away, and says so', async () => {
  const results: CacheResult[] = [];
  const lists = createReadThrough({
    cache: brokenCache,
    ttlSeconds: 60,
    onResult: (r) => results.push(r),
  });
  expect(await lists.get('ann', async () => 'list')).toEqual({ value: 'list', cached: false });
  expect(results).toEqual(['error']);
});

test('caches an empty list as well', async () => {
  const cache = createMemoryGenerationCache<string[]>({ maxEntries: 10, now: () => new Date(0) });
  const lists = createReadThrough({ cache, ttlSeconds: 60 });
  await lists.get('ann', async () => []);
  expect(await lists.get('ann', async () => ['other'])).toEqual({ value: [], cached: true });
});

test('tries again after a computation failed', async () => {
  const lists = createReadThrough({ cache: memoryCache(), ttlSeconds: 60 });
  await expect(
    lists.get('ann', async () => Promise.reject(new Error('store is away'))),
  ).rejects.toThrow('store');
  expect((await lists.get('ann', async () => 'list')).value).toBe('list');
});

test('computes anew, and replaces, a value that is no longer one to answer with', async () => {
  const cache = memoryCache();
  let version = 1;
  const lists = createReadThrough({
    cache,
    ttlSeconds: 60,
    isCurrent: (list) => list === `list of model ${version}`,
  });
  const compute = async () => `list of model ${version}`;
  await lists.get('ann', compute);
  version = 2;
  expect(await lists.get('ann', compute)).toEqual({ value: 'list of model 2', cached: false });
  expect(await lists.get('ann', compute)).toEqual({ value: 'list of model 2', cached: true });
});

describe('a value that expires soon', () => {
  function agingLists() {
    const clock = { nowMs: 0 };
    const ahead: string[] = [];
    const cache = createMemoryGenerationCache<{ text: string; atMs: number }>({
      maxEntries: 10,
      now: () => new Date(clock.nowMs),
    });
    const lists = createReadThrough({
      cache,
      ttlSeconds: 10,
      ageSeconds: ({ atMs }) => (clock.nowMs - atMs) / 1000,
      onAhead: (outcome) => ahead.push(outcome),
    });
    const get = async (text: string) => {
      const atMs = clock.nowMs;
      return (await lists.get('ann', async () => ({ text, atMs }))).value.text;
    };
    return { clock, ahead, lists, get, cache };
  }

  test('is answered at once and replaced for the next', async () => {
    const { clock, ahead, get } = agingLists();
    expect(await get('first')).toBe('first');
    clock.nowMs = 7999;
    expect(await get('too early')).toBe('first');
    clock.nowMs = 9000;
    expect(await get('second')).toBe('first');
    await setImmediate();
    expect(ahead).toEqual(['ok']);
    clock.nowMs = 11_000;
    expect(await get('unused')).toBe('second');
  });

  test('is computed once for all who ask meanwhile', async () => {
    const { clock, lists, get } = agingLists();
    await get('first');
    clock.nowMs = 9000;
    const gate = Promise.withResolvers<void>();
    let computations = 0;
    const compute = async () => {
      computations += 1;
      await gate.promise;
      return { text: 'second', atMs: 9000 };
    };
    for (let n = 0; n < 5; n += 1) {
      expect((await lists.get('ann', compute)).value.text).toBe('first');
    }
    gate.resolve();
    expect(computations).toBe(1);
  });

  test('is answered all the same when it cannot be computed anew', async () => {
    const { clock, ahead, lists, get } = agingLists();
    await get('first');
    clock.nowMs = 9000;
    const { value } = await lists.get('ann', () => Promise.reject(new Error('store is away')));
    expect(value.text).toBe('first');
    await setImmediate();
    expect(ahead).toEqual(['failed']);
  });

  test('is not brought back when it is invalidated meanwhile', async () => {
    const { clock, lists, get, cache } = agingLists();
    await get('first');
    clock.nowMs = 9000;
    const gate = Promise.withResolvers<void>();
    await lists.get('ann', async () => {
      await gate.promise;
      return { text: 'before the rating', atMs: 9000 };
    });
    await cache.invalidate('ann');
    gate.resolve();
    await setImmediate();
    expect(await get('after the rating')).toBe('after the rating');
  });
});
