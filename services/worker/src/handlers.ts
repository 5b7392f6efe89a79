import type { JobHandlers } from '@books/jobs/job-queue';
import {
  invalidateRecommendations,
  type InvalidateRecommendationsDeps,
} from './invalidate-recommendations.ts';
import {
  refreshRecommendations,
  type RefreshRecommendationsDeps,
} from './refresh/refresh-recommendations.ts';

export type WorkerDeps = RefreshRecommendationsDeps & InvalidateRecommendationsDeps;

/** What the worker does for each job there is. */
export function createHandlers(deps: WorkerDeps): JobHandlers {
  return {
    'refresh-recommendations': refreshRecommendations(deps),
    'invalidate-recommendations': invalidateRecommendations(deps),
  };
}
