import {
  MAX_ATTEMPTS,
  UnrecoverableJobError,
  type JobHandlers,
  type JobProducer,
  type JobStatus,
} from '@books/jobs/job-queue';
import { runAsJob } from '@books/jobs/job-origin';
import { runHandler } from '@books/jobs/run-handler';
import { UnrecoverableError, WaitingError, Worker, type Job } from 'bullmq';
import type { Redis } from 'ioredis';
import { QUEUE } from './bullmq-job-queue.ts';
import { isJobName, statusOf, type Report } from './bullmq-status.ts';

export type BullmqWorkerDeps = {
  /** Waits for Redis for ever: see `createWorkerRedis`. Stays open on close; a second connection is made from it. */
  readonly redis: Redis;
  readonly handlers: JobHandlers;
  /** Where the jobs go that a schedule makes. */
  readonly queue: Pick<JobProducer, 'enqueue'>;
  /** Jobs at a time. */
  readonly concurrency?: number;
  /** Told when a job has failed for good. */
  readonly onFailed?: (status: JobStatus, error: unknown) => void;
  /** Told after each attempt. */
  readonly onAttempt?: (attempt: JobAttempt) => void;
  /** Told of failures of the queue itself, such as a lost connection or a job whose worker is gone. */
  readonly onError: (error: unknown) => void;
  /** How long a job is left to a worker that shows no sign of life, in milliseconds. */
  readonly lockMs?: number;
};

export type JobAttempt = {
  readonly name: string;
  /** `handed_back`: broken off by the end of this process, left to the next one. */
  readonly outcome: 'completed' | 'failed' | 'handed_back';
  readonly durationSeconds: number;
};

export type BullmqWorker = {
  /** Takes no more jobs, asks the running ones to stop and waits for them. */
  close(): Promise<void>;
};

const CONCURRENCY = 4;
const LOCK_MS = 30_000;
/** Time before the queue is asked again after a failure of Redis, in milliseconds. */
const RETRY_MS = 1000;

/**
 * Does the jobs of the queue. A job whose worker died is done again by another, at most three times in all. Jobs that
 * failed for good stay in the queue as dead letters.
 */
export function createBullmqWorker(deps: BullmqWorkerDeps): BullmqWorker {
  const { redis, onError, onFailed, lockMs = LOCK_MS } = deps;
  const closing = new AbortController();
  const worker = new Worker(QUEUE.name, (job, token) => attempt(deps, closing.signal, job, token), {
    connection: redis,
    prefix: QUEUE.prefix,
    concurrency: deps.concurrency ?? CONCURRENCY,
    lockDuration: lockMs,
    stalledInterval: lockMs,
    maxStalledCount: MAX_ATTEMPTS - 1,
    runRetryDelay: RETRY_MS,
  });
  worker.on('error', onError);
  worker.on('stalled', (jobId) => onError(new Error(`the worker of job ${jobId} is gone`)));
  worker.on('failed', (job, error) => {
    // Also told of attempts that are followed by another.
    if (job?.finishedOn === undefined) return;
    const status = statusOf(job, 'failed');
    if (status === undefined) onError(error);
    else onFailed?.(status, error);
  });
  return {
    async close() {
      closing.abort();
      await worker.close();
    },
  };
}

async function attempt(
  deps: BullmqWorkerDeps,
  signal: AbortSignal,
  job: Job,
  token: string | undefined,
): Promise<void> {
  // Taken from the queue in the very moment of closing.
  if (signal.aborted) await handBack(job, token);
  if (job.repeatJobKey !== undefined && isJobName(job.name)) {
    // What a schedule makes cannot be deduplicated, so it only asks for the job as others do, and is no attempt at it.
    await deps.queue.enqueue(job.name, job.data, { dedupeKey: job.name });
    return;
  }
  const startedAtMs = performance.now();
  let outcome: JobAttempt['outcome'] = 'failed';
  try {
    await runJob(deps, signal, job);
    outcome = 'completed';
  } catch (error) {
    if (error instanceof UnrecoverableJobError) throw new UnrecoverableError(error.message);
    if (!signal.aborted) throw error;
    outcome = 'handed_back';
    await handBack(job, token);
  } finally {
    const durationSeconds = (performance.now() - startedAtMs) / 1000;
    deps.onAttempt?.({ name: job.name, outcome, durationSeconds });
  }
}

/** Broken off by us and not its fault: the next worker takes it at once, and it has lost no attempt. */
async function handBack(job: Job, token: string | undefined): Promise<never> {
  await job.moveToWait(token);
  // Tells BullMQ that the job is neither completed nor failed.
  throw new WaitingError();
}

/** @throws UnrecoverableJobError when the job can never succeed, and what its handler throws */
async function runJob(deps: BullmqWorkerDeps, signal: AbortSignal, job: Job): Promise<void> {
  const { name } = job;
  // Tried again: during a rollout the next worker may know it.
  if (!isJobName(name)) throw new Error(`no job is called ${name}`);
  await runAsJob(name, job.id ?? name, job.data, () =>
    runHandler(deps.handlers, name, job.data, {
      signal,
      async report(progress, step) {
        const report: Report = { progress, step };
        // Nobody needs it so much that the job should fail for it.
        await job.updateProgress(report).catch(deps.onError);
      },
    }),
  );
}
