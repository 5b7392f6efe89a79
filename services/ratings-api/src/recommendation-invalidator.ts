import type { UserId } from '@books/domain/ids';
import type { JobProducer } from '@books/jobs/job-queue';
import { NO_FAULTS, type ReachFaultPoint } from '@books/service-kit/fault-points';
import type { Logger } from '@books/service-kit/logger';

/** Makes the reader's next list of recommendations a fresh one. */
export type RecommendationInvalidator = {
  /**
   * May be called up to half a minute before the change is stored that the list is to be made from.
   *
   * @throws when the cache of lists or the way to it is away
   */
  invalidate(userId: UserId, signal: AbortSignal): Promise<void>;
};

export type FreshnessDeps = {
  readonly invalidator: RecommendationInvalidator;
  readonly jobs: Pick<JobProducer, 'enqueue'>;
  readonly logger: Logger;
  /** Told of the moments before the invalidation begins and before the reader is answered. */
  readonly reachFaultPoint?: ReachFaultPoint;
};

/**
 * How long a reader waits for the invalidation after the change is stored, in milliseconds. One that fails does so at
 * once; only a process that hangs costs this.
 */
const INVALIDATION_DEADLINE_MS = 1000;
/** After this long nobody needs the answer any more. */
const INVALIDATION_TIMEOUT_MS = 10_000;

/**
 * Stores a change of a reader and makes their next list a fresh one. The invalidation begins before the change, so that
 * on a busy machine it is over when the reader is answered: one that came later would leave a moment for the old list.
 * It never fails the change: what could not be done in time is left to a job.
 *
 * @param store whatever it gives or throws, so does this
 */
export async function changeReader<Result>(
  deps: FreshnessDeps,
  userId: UserId,
  store: () => Promise<Result>,
): Promise<Result> {
  const { reachFaultPoint = NO_FAULTS } = deps;
  await reachFaultPoint('before-invalidate');
  const invalidated = tryToInvalidate(deps, userId);
  const result = await store();
  if (!(await isSoon(invalidated, INVALIDATION_DEADLINE_MS))) await leaveToJob(deps, userId);
  await reachFaultPoint('before-acknowledge');
  return result;
}

/** @returns whether it was done; never fails */
async function tryToInvalidate({ invalidator, logger }: FreshnessDeps, userId: UserId) {
  try {
    await invalidator.invalidate(userId, AbortSignal.timeout(INVALIDATION_TIMEOUT_MS));
    return true;
  } catch (error) {
    logger.warn({ err: error }, 'invalidation failed');
    return false;
  }
}

/** Whether the answer is `true` and comes within the time. */
async function isSoon(answer: Promise<boolean>, deadlineMs: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), deadlineMs);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}

async function leaveToJob({ jobs, logger }: FreshnessDeps, userId: UserId): Promise<void> {
  try {
    const dedupeKey = `invalidate/${userId}`;
    await jobs.enqueue('invalidate-recommendations', { userId }, { dedupeKey });
  } catch (error) {
    logger.error({ err: error }, 'invalidation lost, the list ages out');
  }
}
