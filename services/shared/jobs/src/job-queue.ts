import type { JobName, JobPayload } from './jobs.ts';

export type JobState = 'waiting' | 'active' | 'completed' | 'failed';

export type JobStatus = {
  readonly jobId: string;
  readonly name: JobName;
  readonly state: JobState;
  /** Share of the work that is done, 0 to 1. */
  readonly progress: number;
  /** What it is doing now, in a word or two. */
  readonly step?: string;
  /** Why it failed for good, or why its last attempt did. */
  readonly failure?: string;
  readonly attempts: number;
};

/** A job that has failed for good, also one whose name only another release knows. */
export type DeadLetter = {
  readonly jobId: string;
  readonly name: string;
  readonly failure: string;
  readonly attempts: number;
  readonly failedAt: Date;
};

export type EnqueueOptions = {
  /** While a job with this key is waiting or active, a further one is not made and the first one's id is given. */
  readonly dedupeKey?: string;
};

export type Schedule = {
  /** Five fields: minute, hour, day of month, month, day of week; of six the first is the second. */
  readonly cron: string;
  /** IANA name, such as `Europe/Vienna`. */
  readonly timeZone: string;
};

/** What those see who want work done. */
export type JobProducer = {
  /** @returns the id to ask for its status with. @throws DomainError unavailable when the queue is away */
  enqueue<Name extends JobName>(
    name: Name,
    payload: JobPayload<Name>,
    options?: EnqueueOptions,
  ): Promise<{ readonly jobId: string }>;
  /** `undefined` for an id that never was or has been trimmed. @throws DomainError unavailable when the queue is away */
  find(jobId: string): Promise<JobStatus | undefined>;
};

export type JobContext = {
  /** Aborts when the process shuts down. */
  readonly signal: AbortSignal;
  /** Tells how far the work is. @param progress 0 to 1 */
  report(progress: number, step: string): Promise<void>;
};

/** Does the work. May run twice for one job, so it sets state from stored facts and never adds to it. */
export type JobHandler<Name extends JobName> = (
  payload: JobPayload<Name>,
  context: JobContext,
) => Promise<void>;

export type JobHandlers = { readonly [Name in JobName]: JobHandler<Name> };

/** How often a job is tried before it has failed for good. */
export const MAX_ATTEMPTS = 3;
/** Longest wait after the first failed attempt, in milliseconds; each further one is twice as long. */
export const FIRST_BACKOFF_MS = 1000;
/** Share of a wait that is left to chance, so that what failed together does not come back together. */
export const BACKOFF_JITTER = 0.5;

/** The job can never succeed, so it is not tried again. */
export class UnrecoverableJobError extends Error {
  override readonly name = 'UnrecoverableJobError';
}
