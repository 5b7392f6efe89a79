import { createMetrics } from '@books/service-kit/metrics';
import { expect, test } from 'vitest';
import { createRecommendationMetrics } from './recommendation-metrics.ts';
import { createModelHolder } from './served-model.ts';
import { loadCatalogue } from './catalogue.ts';

async function* noBooks() {}

test('tells how often the cache was read, and whether it is away', async () => {
  const metrics = createMetrics();
  const models = { current: async () => undefined, read: async () => new Uint8Array() };
  const model = createModelHolder({ models, catalogue: await loadCatalogue(noBooks()) });
  const { countCacheResult } = createRecommendationMetrics(metrics, {
    model,
    clock: () => new Date('2026-01-02'),
  });
  const told = async () => {
    const lines = (await metrics.registry.metrics()).split('\n');
    const valueOf = (series: string) =>
      Number(
        lines
          .find((line) => line.startsWith(series))
          ?.split(' ')
          .at(-1),
      );
    const reads = (result: string) =>
      valueOf(`books_cache_requests_total{cache="recommendations",result="${result}"}`);
    return [reads('hit'), reads('miss'), reads('error'), valueOf('books_degraded{part="cache"}')];
  };
  expect(await told()).toEqual([0, 0, 0, 0]);
  for (const result of ['hit', 'miss', 'hit', 'error'] as const) countCacheResult(result);
  expect(await told()).toEqual([2, 1, 1, 1]);
  countCacheResult('miss');
  expect(await told()).toEqual([2, 2, 1, 0]);
});
