import { setImmediate } from 'node:timers/promises';
import { createMemoryGenerationCache } from '@books/cache/memory-generation-cache';
import { expect, test } from 'vitest';
import { createRecommendationLists } from './recommendation-lists.ts';
import type { RecommendationList } from './recommend-to-reader.ts';

function someLists() {
  const clock = { nowMs: 0 };
  const now = () => new Date(clock.nowMs);
  const seen = { results: [] as string[], ages: [] as number[], ahead: [] as string[] };
  const model = { version: '1' };
  const lists = createRecommendationLists({
    cache: createMemoryGenerationCache<RecommendationList>({ maxEntries: 10, now }),
    ttlSeconds: 600,
    modelVersion: () => model.version,
    metrics: {
      countCacheResult: (result) => seen.results.push(result),
      observeListAge: (seconds) => seen.ages.push(seconds),
      countAhead: (outcome) => seen.ahead.push(outcome),
    },
    clock: now,
  });
  const compute = async (): Promise<RecommendationList> => ({
    strategy: 'popular',
    modelVersion: model.version,
    generatedAt: now().toISOString(),
    recommendations: [],
  });
  const ask = async () => (await lists.get('ann', compute)).value;
  return { clock, seen, model, ask };
}

test('a list is renewed in the last fifth of its time, without anybody waiting', async () => {
  const { clock, seen, ask } = someLists();
  await ask();
  clock.nowMs = 479_000;
  await ask();
  expect(seen.ahead).toEqual([]);
  clock.nowMs = 480_000;
  const answered = await ask();
  expect(answered.generatedAt).toBe('1970-01-01T00:00:00.000Z');
  await setImmediate();
  clock.nowMs = 700_000;
  expect((await ask()).generatedAt).toBe('1970-01-01T00:08:00.000Z');
  expect(seen).toEqual({
    results: ['miss', 'hit', 'hit', 'hit'],
    ages: [479, 480, 220],
    ahead: ['ok'],
  });
});

test('a list of another model than the one in service is a miss', async () => {
  const { seen, model, ask } = someLists();
  await ask();
  model.version = '2';
  expect((await ask()).modelVersion).toBe('2');
  expect(seen.results).toEqual(['miss', 'miss']);
});
