import type { GenerationCache } from '@books/cache/generation-cache';
import { createReadThrough, type ReadThrough } from '@books/cache/read-through';
import type { Clock } from '@books/service-kit/clock';
import type { RecommendationList } from './recommend-to-reader.ts';
import type { RecommendationMetrics } from './recommendation-metrics.ts';

export type RecommendationListsDeps = {
  readonly cache: GenerationCache<RecommendationList>;
  readonly ttlSeconds: number;
  /** The version of the model in service. @throws DomainError unavailable before the first model is there */
  readonly modelVersion: () => string;
  readonly metrics: RecommendationMetrics;
  readonly clock: Clock;
};

/** Readers' lists by way of the cache: those of the model in service only, the older ones renewed before they expire. */
export function createRecommendationLists(
  deps: RecommendationListsDeps,
): ReadThrough<RecommendationList> {
  const { cache, ttlSeconds, metrics, clock } = deps;
  return createReadThrough({
    cache,
    ttlSeconds,
    isCurrent: ({ modelVersion }) => modelVersion === deps.modelVersion(),
    ageSeconds: ({ generatedAt }) => (clock().getTime() - Date.parse(generatedAt)) / 1000,
    onResult(result, ageSeconds) {
      metrics.countCacheResult(result);
      if (ageSeconds !== undefined) metrics.observeListAge(ageSeconds);
    },
    onAhead: metrics.countAhead,
  });
}
