import type { UserId } from '@books/domain/ids';
import type { JobHandler } from '@books/jobs/job-queue';

export type InvalidateRecommendationsDeps = {
  readonly invalidate: (userId: UserId, signal: AbortSignal) => Promise<void>;
};

/** Repeats an invalidation that failed when the rating was written. */
export function invalidateRecommendations({
  invalidate,
}: InvalidateRecommendationsDeps): JobHandler<'invalidate-recommendations'> {
  return async ({ userId }, { signal }) => invalidate(userId, signal);
}
