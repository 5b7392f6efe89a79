import type { CacheResult } from '@books/cache/read-through';
import type { Clock } from '@books/service-kit/clock';
import type { Metrics } from '@books/service-kit/metrics';
import { Counter, Gauge } from 'prom-client';
import type { ModelHolder } from './served-model.ts';

export type RecommendationMetrics = { countCacheResult(result: CacheResult): void };

export function createRecommendationMetrics(
  { registry }: Metrics,
  { model, clock }: { readonly model: ModelHolder; readonly clock: Clock },
): RecommendationMetrics {
  const cacheRequests = new Counter({
    name: 'books_cache_requests_total',
    help: 'Reads of a cache by what came of them',
    labelNames: ['cache', 'result'],
    registers: [registry],
  });
  new Gauge({
    name: 'books_recommendation_age_seconds',
    help: 'Time since the model in service was trained',
    labelNames: ['model'],
    registers: [registry],
    collect() {
      this.reset();
      if (!model.isLoaded()) return;
      const { algorithm, createdAt } = model.current();
      this.set({ model: algorithm }, (clock().getTime() - createdAt.getTime()) / 1000);
    },
  });
  return {
    countCacheResult: (result) => cacheRequests.inc({ cache: 'recommendations', result }),
  };
}
