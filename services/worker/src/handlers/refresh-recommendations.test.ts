import { aRating } from '@books/domain/testing/builders';
import { decodeRatingMatrix } from '@books/recommender/rating-matrix-file';
import { ratingCount } from '@books/recommender/rating-matrix';
import { createSilentLogger } from '@books/service-kit/logger';
import { createMemoryModelStore } from '@books/storage/memory-model-store';
import { openSqliteStore } from '@books/storage/sqlite-store';
import { expect, test } from 'vitest';
import { refreshRecommendations } from './refresh-recommendations.ts';

async function refreshWith(readers: number) {
  const { ratings } = openSqliteStore(':memory:');
  for (let n = 0; n < readers; n += 1) await ratings.rate(aRating({ userId: `r${n}` }));
  const models = createMemoryModelStore();
  const announced: string[] = [];
  const steps: string[] = [];
  let minute = 0;
  const handler = refreshRecommendations({
    ratings,
    models,
    announceModel: async (version) => void announced.push(version),
    clock: () => new Date(Date.UTC(2026, 0, 1, 0, minute++)),
    logger: createSilentLogger(),
  });
  const run = (signal = new AbortController().signal) =>
    handler(
      { reason: 'requested' },
      { signal, report: async (_progress, step) => void steps.push(step) },
    );
  return { models, announced, steps, run };
}

test('publishes a model of all ratings and announces it, step by step', async () => {
  const { models, announced, steps, run } = await refreshWith(3);
  await run();
  const manifest = await models.current();
  expect(announced).toEqual([manifest?.version]);
  expect(ratingCount(decodeRatingMatrix(await models.read(manifest!.version)))).toBe(3);
  expect(steps).toEqual(['reading ratings', 'publishing']);
});

test('gives every run a later version', async () => {
  const { announced, run } = await refreshWith(1);
  await run();
  await run();
  expect(announced[1]! > announced[0]!).toBe(true);
});

test('publishes nothing when it is asked to stop', async () => {
  const { models, run } = await refreshWith(3);
  await expect(run(AbortSignal.abort())).rejects.toThrow(/abort/);
  expect(await models.current()).toBeUndefined();
});
