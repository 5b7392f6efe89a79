import type { UserId } from '@books/domain/ids';
import type { Rating } from '@books/domain/rating';
import { createRatingMatrixBuilder } from '@books/recommender/build-rating-matrix';
import type { RatingMatrix } from '@books/recommender/rating-matrix';
import type { RatingRepository } from '@books/storage/rating-repository';
import type { RefreshDraft } from './refresh-draft.ts';

/** Ratings between two checkpoints of the export: some seconds of reading. */
const RATINGS_PER_CHECKPOINT = 100_000;
/** A reader who rated within this time may come back soon. */
const ACTIVE_MS = 7 * 24 * 3600 * 1000;

export type ReadRatingsOptions = {
  readonly ratings: Pick<RatingRepository, 'parts'>;
  /** Where to store what was read, and where to find what was read before an interruption. */
  readonly draft: RefreshDraft;
  readonly warm: 'active' | 'all' | 'off';
  readonly ratingsPerCheckpoint: number | undefined;
  readonly signal: AbortSignal;
};

/** All ratings as a matrix, and the readers whose lists are to be computed afterwards, in the order they were read. */
export async function readRatings({
  ratings,
  draft,
  warm,
  ratingsPerCheckpoint = RATINGS_PER_CHECKPOINT,
  signal,
}: ReadRatingsOptions): Promise<{ matrix: RatingMatrix; activeReaders: readonly UserId[] }> {
  const activeSinceMs = warm === 'all' ? 0 : draft.startedAt.getTime() - ACTIVE_MS;
  const activeReaders = new Set<UserId>();
  const builder = createRatingMatrixBuilder();
  const take = (part: readonly Rating[]) => {
    for (const { userId, bookId, stars, ratedAt } of part) {
      builder.add(userId, bookId, stars);
      if (warm !== 'off' && ratedAt.getTime() >= activeSinceMs) activeReaders.add(userId);
    }
  };

  for await (const part of draft.savedRatings()) take(part);
  if (!draft.progress().isExported) {
    let unsaved: Rating[] = [];
    let cursor = draft.progress().cursor;
    for await (const part of ratings.parts(cursor)) {
      signal.throwIfAborted();
      take(part.ratings);
      for (const rating of part.ratings) unsaved.push(rating);
      ({ cursor } = part);
      if (unsaved.length < ratingsPerCheckpoint) continue;
      await draft.saveRatings(unsaved, cursor);
      unsaved = [];
    }
    if (cursor !== undefined && unsaved.length > 0) await draft.saveRatings(unsaved, cursor);
    await draft.note({ isExported: true });
  }
  return { matrix: builder.build(), activeReaders: [...activeReaders] };
}
