import { randomUUID } from 'node:crypto';
import { Cron } from 'croner';
import {
  UnrecoverableJobError,
  type EnqueueOptions,
  type JobContext,
  type JobHandlers,
  type JobProducer,
  type JobStatus,
  type Schedule,
} from './job-queue.ts';
import { JOBS, type JobName, type JobPayload } from './jobs.ts';

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

const MAX_ATTEMPTS = 3;
const FIRST_BACKOFF_MS = 1000;
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

  const attempt = async (name: JobName, jobId: string, payload: unknown) => {
    const parsed = JOBS[name].safeParse(payload);
    if (!parsed.success) {
      throw new UnrecoverableJobError(`payload of ${name} is not valid: ${parsed.error.message}`);
    }
    const context: JobContext = {
      signal: abort.signal,
      report: async (progress, step) => void update(jobId, { progress, step }),
    };
    // The schema of `name` has just vouched for the payload, which the compiler cannot see through the table.
    const handle = handlers[name] as (payload: unknown, context: JobContext) => Promise<void>;
    await handle(parsed.data, context);
  };

  const run = async (name: JobName, jobId: string, payload: unknown) => {
    for (let attempts = 1; ; attempts += 1) {
      if (abort.signal.aborted) return;
      update(jobId, { state: 'active', attempts });
      try {
        await attempt(name, jobId, payload);
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
        // Half of it at random, so that what failed together does not come back together.
        await delay(FIRST_BACKOFF_MS * 2 ** (attempts - 1) * (0.5 + random() / 2));
      }
    }
  };

  const enqueue = async (name: JobName, payload: unknown, { dedupeKey }: EnqueueOptions = {}) => {
    const running = dedupeKey === undefined ? undefined : idByDedupeKey.get(dedupeKey);
    if (running !== undefined) return { jobId: running };
    const jobId = randomUUID();
    statuses.set(jobId, { jobId, name, state: 'waiting', progress: 0, attempts: 0 });
    trim(statuses);
    if (dedupeKey !== undefined) idByDedupeKey.set(dedupeKey, jobId);
    lastRun = lastRun
      .then(() => run(name, jobId, payload))
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
