import { hash, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  BACKOFF_JITTER,
  FIRST_BACKOFF_MS,
  MAX_ATTEMPTS,
  type DeadLetter,
  type JobProducer,
  type Schedule,
} from '@books/jobs/job-queue';
import { withOrigin } from '@books/jobs/job-origin';
import { DomainError } from '@books/domain/errors';
import type { UserId } from '@books/domain/ids';
import type { JobName, JobPayload } from '@books/jobs/jobs';
import { Queue, type DefaultJobOptions } from 'bullmq';
import type { Redis } from 'ioredis';
import { createScheduleKeeper } from './bullmq-scheduler.ts';
import { statusOf } from './bullmq-status.ts';

/** The one queue of all jobs, and what its keys begin with: in braces, so that they share a slot of a Redis cluster. */
export const QUEUE = { name: 'jobs', prefix: '{books}' } as const;

export type BullmqJobQueueDeps = {
  /** Decides what happens without Redis: see `createProducerRedis` and `createWorkerRedis`. Stays open on close. */
  readonly redis: Redis;
  /** Told of failures that no caller hears of. */
  readonly onError: (error: unknown) => void;
  readonly firstBackoffMs?: number;
  /** Time between two looks whether schedules are still there, in milliseconds. */
  readonly scheduleCheckMs?: number;
};

const COUNTED_STATES = ['waiting', 'active', 'prioritized', 'delayed', 'failed'] as const;
export type QueueCounts = Readonly<Record<(typeof COUNTED_STATES)[number], number>>;

export type BullmqJobQueue = JobProducer & {
  /**
   * Makes a job whenever the schedule says so, also for a time at which no worker was there. Replaces the job's
   * schedule that stood before, and puts it back when Redis has lost it; when another process replaces it, only after
   * ten looks.
   */
  schedule<Name extends JobName>(name: Name, payload: JobPayload<Name>, schedule: Schedule): void;
  /** How many jobs there are, by state. @throws when Redis does not tell within a second, whatever the client */
  counts(): Promise<QueueCounts>;
  /** Removes the jobs about a reader, but for those that run. */
  forgetReader(userId: UserId): Promise<void>;
  /** Jobs that have failed for good, the latest first. */
  deadLetters(limit: number): Promise<DeadLetter[]>;
  close(): Promise<void>;
};

const FORGOTTEN_STATES = ['waiting', 'delayed', 'prioritized', 'completed', 'failed'] as const;
const FORGET_PAGE = 500;
const SCHEDULE_CHECK_MS = 60_000;
const COUNTS_TIMEOUT_MS = 1000;
const SECONDS_PER_DAY = 24 * 3600;

/** What is kept of ended jobs; whichever limit is met first. */
const KEPT = {
  removeOnComplete: { count: 1000, age: SECONDS_PER_DAY },
  removeOnFail: { count: 10_000, age: 30 * SECONDS_PER_DAY },
} as const satisfies DefaultJobOptions;

/** A queue on BullMQ for those who want work done. The work itself is done by a worker: see `createBullmqWorker`. */
export function createBullmqJobQueue(deps: BullmqJobQueueDeps): BullmqJobQueue {
  const { redis, onError, firstBackoffMs = FIRST_BACKOFF_MS } = deps;
  const queue = new Queue(QUEUE.name, {
    connection: redis,
    prefix: QUEUE.prefix,
    // Whether to wait for Redis is the client's business, at the start as well.
    skipWaitingForReady: true,
    skipVersionCheck: true,
    defaultJobOptions: {
      ...KEPT,
      attempts: MAX_ATTEMPTS,
      backoff: { type: 'exponential', delay: firstBackoffMs, jitter: BACKOFF_JITTER },
    },
  });
  queue.on('error', onError);
  const timers: NodeJS.Timeout[] = [];

  return {
    async enqueue(name, payload, { dedupeKey } = {}) {
      const adding = queue.add(name, withOrigin(payload), {
        jobId: randomUUID(),
        // It is about who must not be known any more.
        ...(name === 'erase-reader' && { removeOnComplete: true }),
        ...(dedupeKey !== undefined && { deduplication: { id: withoutName(dedupeKey) } }),
      });
      const { id } = await unlessAway(adding);
      if (id === undefined) throw new Error(`the queue gave no id to a job ${name}`);
      return { jobId: id };
    },
    async find(jobId) {
      // The state is asked first, so that a job which ends meanwhile does not look ended without its outcome.
      const asking = Promise.all([queue.getJobState(jobId), queue.getJob(jobId)]);
      const [state, job] = await unlessAway(asking);
      return state === 'unknown' || job === undefined ? undefined : statusOf(job, state);
    },
    schedule(name, payload, schedule) {
      const keep = createScheduleKeeper(queue, name, payload, schedule);
      const look = () => void keep().catch(onError);
      look();
      timers.push(setInterval(look, deps.scheduleCheckMs ?? SCHEDULE_CHECK_MS).unref());
    },
    async counts() {
      const counts = await Promise.race([
        queue.getJobCounts(...COUNTED_STATES),
        sleep(COUNTS_TIMEOUT_MS, undefined, { ref: false }).then(() => {
          throw new Error('the queue did not tell its counts in time');
        }),
      ]);
      const entries = COUNTED_STATES.map((state) => [state, counts[state] ?? 0] as const);
      return Object.fromEntries(entries) as QueueCounts;
    },
    async forgetReader(userId) {
      for (let from = 0; ; from += FORGET_PAGE) {
        const jobs = await queue.getJobs([...FORGOTTEN_STATES], from, from + FORGET_PAGE - 1);
        for (const job of jobs) {
          if (job.data?.userId !== userId) continue;
          // It may have begun or ended meanwhile; its handler then finds nobody to write for.
          await job.remove().catch(onError);
        }
        if (jobs.length === 0) return;
      }
    },
    async deadLetters(limit) {
      const jobs = await queue.getFailed(0, limit - 1);
      return jobs.map((job) => ({
        jobId: job.id ?? '',
        name: job.name,
        failure: job.failedReason,
        attempts: job.attemptsStarted,
        failedAt: new Date(job.finishedOn ?? 0),
      }));
    },
    async close() {
      for (const timer of timers) clearInterval(timer);
      await queue.close();
    },
  };
}

/** Whoever asks for a job hears that the queue is away, and may come again. @throws DomainError unavailable */
async function unlessAway<T>(asking: Promise<T>): Promise<T> {
  try {
    return await asking;
  } catch (cause) {
    throw new DomainError('unavailable', 'the queue of jobs does not answer', { cause });
  }
}

/** A key may name a reader, and Redis keeps it in its stream of events long after the job and the reader are gone. */
function withoutName(dedupeKey: string): string {
  return hash('sha256', dedupeKey, 'base64url');
}
