import type { CacheResult } from '@books/cache/read-through';
import { countCacheRequests } from '@books/service-kit/cache-requests';
import type { Clock } from '@books/service-kit/clock';
import type { Metrics } from '@books/service-kit/metrics';
import { Counter, Gauge, Histogram } from 'prom-client';
import type { ModelHolder } from './served-model.ts';

export type RecommendationMetrics = {
  countCacheResult(result: CacheResult): void;
  /** How old a list is that is answered from the cache. */
  observeListAge(seconds: number): void;
  /** Counts lists that were computed anew before they expired. */
  countAhead(outcome: 'ok' | 'failed'): void;
};

const CACHE = 'recommendations';

export function createRecommendationMetrics(
  metrics: Metrics,
  deps: { readonly model: ModelHolder; readonly clock: Clock },
): RecommendationMetrics {
  const countRead = countCacheRequests<CacheResult>(metrics, CACHE, ['hit', 'miss', 'error']);
  let lastResult: CacheResult = 'hit';
  const listAge = new Histogram({
    name: 'books_recommendation_list_age_seconds',
    help: 'Age of the lists that were answered from the cache',
    buckets: [1, 10, 60, 180, 300, 480, 600, 1800, 3600],
    registers: [metrics.registry],
  });
  const ahead = new Counter({
    name: 'books_recommendation_lists_ahead_total',
    help: 'Lists that were computed anew before they expired, by what came of it',
    labelNames: ['outcome'],
    registers: [metrics.registry],
  });
  collectModelMetrics(metrics, deps);
  new Gauge({
    name: 'books_degraded',
    help: '1 while a part is away that answers are given without, such as the cache',
    labelNames: ['part'],
    registers: [metrics.registry],
    collect() {
      this.set({ part: 'cache' }, lastResult === 'error' ? 1 : 0);
    },
  });
  return {
    countCacheResult(result) {
      countRead(result);
      lastResult = result;
    },
    observeListAge: (seconds) => listAge.observe(Math.max(0, seconds)),
    countAhead: (outcome) => ahead.inc({ outcome }),
  };
}

/** Shows which model is in service and how good it is; asked for when Prometheus asks. */
function collectModelMetrics(
  { registry }: Metrics,
  { model, clock }: { readonly model: ModelHolder; readonly clock: Clock },
): void {
  const registers = [registry];
  new Gauge({
    name: 'books_recommendation_age_seconds',
    help: 'Time since the model in service was trained',
    labelNames: ['model'],
    registers,
    collect() {
      this.reset();
      if (!model.isLoaded()) return;
      const { algorithm, createdAt } = model.current();
      this.set({ model: algorithm }, (clock().getTime() - createdAt.getTime()) / 1000);
    },
  });
  new Gauge({
    name: 'books_recommendation_model_info',
    help: 'Always 1; the labels tell which model is in service',
    labelNames: ['version', 'algorithm'],
    registers,
    collect() {
      this.reset();
      if (!model.isLoaded()) return;
      const { version, algorithm } = model.current();
      this.set({ version, algorithm }, 1);
    },
  });
  new Gauge({
    name: 'books_recommendation_model_quality',
    help: 'What judging the model in service on held-out ratings found, 0 to 1',
    labelNames: ['measure'],
    registers,
    collect() {
      this.reset();
      const quality = model.isLoaded() ? model.current().quality : undefined;
      if (quality === undefined) return;
      const { recall, ndcg, coverage, popularityRecall, popularityNdcg } = quality;
      this.set({ measure: 'recall' }, recall);
      this.set({ measure: 'ndcg' }, ndcg);
      this.set({ measure: 'coverage' }, coverage);
      this.set({ measure: 'popularity_recall' }, popularityRecall);
      this.set({ measure: 'popularity_ndcg' }, popularityNdcg);
    },
  });
  new Gauge({
    name: 'books_recommendation_model_ratings',
    help: 'Ratings that the model in service was trained on',
    registers,
    collect() {
      this.set(model.isLoaded() ? model.current().ratings : 0);
    },
  });
}
