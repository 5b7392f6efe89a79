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

/** From this share of its time on a list that is asked for is computed anew while it is answered with. */
const AHEAD_FROM = 0.8;

/** Readers' lists by way of the cache: those of the model in service only, the older ones renewed before they expire. */
export function createRecommendationLists(
  deps: RecommendationListsDeps,
): ReadThrough<RecommendationList> {
  const { cache, ttlSeconds, metrics, clock } = deps;
  const ageSeconds = ({ generatedAt }: RecommendationList) =>
    (clock().getTime() - Date.parse(generatedAt)) / 1000;
  return createReadThrough({
    cache,
    ttlSeconds,
    isCurrent: ({ modelVersion }) => modelVersion === deps.modelVersion(),
    expiresSoon: (list) => ageSeconds(list) >= ttlSeconds * AHEAD_FROM,
    onResult(result, list) {
      metrics.countCacheResult(result);
      if (list !== undefined) metrics.observeListAge(ageSeconds(list));
    },
    onAhead: metrics.countAhead,
  });
}
