import type { UserId } from '@books/domain/ids';
import type { JobProducer } from '@books/jobs/job-queue';
import type { Logger } from '@books/service-kit/logger';

/** Makes the reader's next list of recommendations a fresh one. */
export type RecommendationInvalidator = {
  /** @throws when the cache of lists or the way to it is away */
  invalidate(userId: UserId, signal: AbortSignal): Promise<void>;
};

export type FreshnessDeps = {
  readonly invalidator: RecommendationInvalidator;
  readonly jobs: Pick<JobProducer, 'enqueue'>;
  readonly logger: Logger;
};

/** How long a reader waits for the invalidation after the rating is stored, in milliseconds. */
const INVALIDATION_DEADLINE_MS = 100;

/**
 * Invalidates a reader's list after a change of theirs was stored. Never fails, since the change stands: what could
 * not be done within the deadline is left to a job.
 */
export async function refreshReader(
  { invalidator, jobs, logger }: FreshnessDeps,
  userId: UserId,
): Promise<void> {
  const deadline = AbortSignal.timeout(INVALIDATION_DEADLINE_MS);
  try {
    await Promise.race([invalidator.invalidate(userId, deadline), rejectOnAbort(deadline)]);
  } catch (error) {
    logger.warn({ err: error }, 'invalidation left to a job');
    await jobs
      .enqueue('invalidate-recommendations', { userId }, { dedupeKey: `invalidate/${userId}` })
      .catch((jobError: unknown) =>
        logger.error({ err: jobError }, 'invalidation lost, the list ages out'),
      );
  }
}

function rejectOnAbort(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Error('the invalidation took too long')), {
      once: true,
    });
  });
}
