import { UserId } from '@books/domain/ids';
import { z } from 'zod';

/** Every job there is, with the schema of its payload. Payloads only ever gain optional members. */
export const JOBS = {
  /** Trains a recommendation model from all ratings and publishes it. */
  'refresh-recommendations': z.object({
    reason: z.enum(['nightly', 'requested', 'first-start']),
  }),
  /** Builds the search index from all books and publishes it. */
  'build-search-index': z.object({ reason: z.enum(['scheduled', 'first-start', 'missing']) }),
  /** Publishes a copy of the catalogue for those who keep all of it in memory. */
  'publish-catalogue': z.object({ reason: z.enum(['scheduled', 'first-start', 'missing']) }),
  /** Repeats an invalidation that could not be made when the rating was written. */
  'invalidate-recommendations': z.object({ userId: UserId }),
  /** Imports a file of ratings that a reader has sent, or takes it back: what its state says. */
  'import-ratings': z.object({ userId: UserId, importId: z.string() }),
  /** Removes everything that is kept about a reader. */
  'erase-reader': z.object({ userId: UserId }),
  /** Sees to it that every erasure that has begun is done. */
  'resume-erasures': z.object({}),
} as const;

export type JobName = keyof typeof JOBS;
export type JobPayload<Name extends JobName> = z.infer<(typeof JOBS)[Name]>;
export const JOB_NAMES = Object.keys(JOBS) as JobName[];
