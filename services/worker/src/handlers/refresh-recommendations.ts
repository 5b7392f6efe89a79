import type { Rating } from '@books/domain/rating';
import type { JobHandler } from '@books/jobs/job-queue';
import { buildRatingMatrix } from '@books/recommender/build-rating-matrix';
import { bookCount, ratingCount, userCount } from '@books/recommender/rating-matrix';
import { encodeRatingMatrix } from '@books/recommender/rating-matrix-file';
import type { Clock } from '@books/service-kit/clock';
import type { Logger } from '@books/service-kit/logger';
import type { ModelStore } from '@books/storage/model-store';
import type { RatingRepository } from '@books/storage/rating-repository';

export type RefreshRecommendationsDeps = {
  readonly ratings: Pick<RatingRepository, 'all'>;
  readonly models: Pick<ModelStore, 'publish'>;
  /** Tells those who serve recommendations that a new model is there. */
  readonly announceModel: (version: string) => Promise<void>;
  readonly clock: Clock;
  readonly logger: Logger;
};

/**
 * Trains a model from all ratings and publishes it; without any it is one that knows only what is popular. Running it twice publishes two equal models, the later of which is
 * in service.
 */
export function refreshRecommendations(
  deps: RefreshRecommendationsDeps,
): JobHandler<'refresh-recommendations'> {
  const { ratings, models, announceModel, clock, logger } = deps;
  return async ({ reason }, { signal, report }) => {
    const startedAt = clock();
    await report(0, 'reading ratings');
    const matrix = await buildRatingMatrix(untilAborted(ratings.all(), signal));
    await report(0.8, 'publishing');
    const version = versionOf(startedAt);
    await models.publish(version, encodeRatingMatrix(matrix), startedAt);
    await announceModel(version);
    logger.info(
      {
        reason,
        version,
        readers: userCount(matrix),
        books: bookCount(matrix),
        ratings: ratingCount(matrix),
        durationMs: clock().getTime() - startedAt.getTime(),
      },
      'recommendation model published',
    );
  };
}

/** Versions sort by time: `20260102T030405678Z`. */
function versionOf(time: Date): string {
  return time.toISOString().replaceAll(/[-:.]/g, '');
}

async function* untilAborted(
  ratings: AsyncIterable<Rating>,
  signal: AbortSignal,
): AsyncIterable<Rating> {
  for await (const rating of ratings) {
    signal.throwIfAborted();
    yield rating;
  }
}
