import { randomUUID } from 'node:crypto';
import { Cron } from 'croner';
import {
  BACKOFF_JITTER,
  FIRST_BACKOFF_MS,
  MAX_ATTEMPTS,
  UnrecoverableJobError,
  type EnqueueOptions,
  type JobHandlers,
  type JobProducer,
  type JobStatus,
  type Schedule,
} from './job-queue.ts';
import type { JobName, JobPayload } from './jobs.ts';
import { runAsJob, withOrigin } from './job-origin.ts';
import { runHandler } from './run-handler.ts';

export type MemoryJobQueueDeps = {
  readonly handlers: JobHandlers;
  /** Told when a job has failed for good. */
  readonly onFailed?: (status: JobStatus, error: unknown) => void;
  /** Runs after `delayMs`; a test may run it at once. */
  readonly delay?: (delayMs: number) => Promise<void>;
  readonly random?: () => number;
};

export type MemoryJobQueue = JobProducer & {
  /** Makes a job whenever the schedule says so. */
  schedule<Name extends JobName>(name: Name, payload: JobPayload<Name>, schedule: Schedule): void;
  /** Takes no more jobs, asks the running one to stop and waits for it. */
  close(): Promise<void>;
};

/** Ended jobs whose status is kept. */
const KEPT_STATUSES = 100;

const sleep = (delayMs: number) =>
  new Promise<void>((resolve) => {
    setTimeout(resolve, delayMs).unref();
  });

/** A queue inside the process, one job at a time. Jobs are lost with the process: for `services/local` and tests. */
export function createMemoryJobQueue(deps: MemoryJobQueueDeps): MemoryJobQueue {
  const { handlers, onFailed, delay = sleep, random = Math.random } = deps;
  const statuses = new Map<string, JobStatus>();
  const idByDedupeKey = new Map<string, string>();
  const crons: Cron[] = [];
  const abort = new AbortController();
  let lastRun: Promise<void> = Promise.resolve();

  const update = (jobId: string, change: Partial<JobStatus>) => {
    const status = { ...statuses.get(jobId)!, ...change };
    statuses.set(jobId, status);
    return status;
  };

  const run = async (name: JobName, jobId: string, payload: unknown) => {
    for (let attempts = 1; ; attempts += 1) {
      if (abort.signal.aborted) return;
      update(jobId, { state: 'active', attempts });
      try {
        await runAsJob(name, jobId, payload, () =>
          runHandler(handlers, name, payload, {
            signal: abort.signal,
            report: async (progress, step) => void update(jobId, { progress, step }),
          }),
        );
        update(jobId, { state: 'completed', progress: 1 });
        return;
      } catch (error) {
        const failure = error instanceof Error ? error.message : String(error);
        if (attempts >= MAX_ATTEMPTS || error instanceof UnrecoverableJobError) {
          const status = update(jobId, { state: 'failed', failure });
          onFailed?.(status, error);
          return;
        }
        update(jobId, { state: 'waiting', failure });
        const longestMs = FIRST_BACKOFF_MS * 2 ** (attempts - 1);
        await delay(longestMs * (1 - BACKOFF_JITTER * random()));
      }
    }
  };

  const enqueue = async (name: JobName, payload: object, { dedupeKey }: EnqueueOptions = {}) => {
    const running = dedupeKey === undefined ? undefined : idByDedupeKey.get(dedupeKey);
    if (running !== undefined) return { jobId: running };
    const jobId = randomUUID();
    const stored = withOrigin(payload);
    statuses.set(jobId, { jobId, name, state: 'waiting', progress: 0, attempts: 0 });
    trim(statuses);
    if (dedupeKey !== undefined) idByDedupeKey.set(dedupeKey, jobId);
    lastRun = lastRun
      .then(() => run(name, jobId, stored))
      .finally(() => {
        if (dedupeKey !== undefined) idByDedupeKey.delete(dedupeKey);
      });
    return { jobId };
  };

  return {
    enqueue,
    find: async (jobId) => statuses.get(jobId),
    schedule(name, payload, { cron, timeZone }) {
      const onTick = () => void enqueue(name, payload, { dedupeKey: name });
      crons.push(new Cron(cron, { timezone: timeZone, unref: true }, onTick));
    },
    async close() {
      for (const cron of crons) cron.stop();
      abort.abort();
      await lastRun;
    },
  };
}

/** Forgets the oldest ended jobs beyond {@link KEPT_STATUSES}. */
function trim(statuses: Map<string, JobStatus>): void {
  const ended = [...statuses.values()].filter(
    ({ state }) => state === 'completed' || state === 'failed',
  );
  for (const { jobId } of ended.slice(0, -KEPT_STATUSES)) statuses.delete(jobId);
}
