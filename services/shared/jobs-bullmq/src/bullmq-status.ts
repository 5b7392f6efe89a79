import type { JobState, JobStatus } from '@books/jobs/job-queue';
import { JOBS, type JobName } from '@books/jobs/jobs';
import type { Job, JobState as BullmqState } from 'bullmq';
import { z } from 'zod';

const STATES: Readonly<Record<BullmqState, JobState>> = {
  waiting: 'waiting',
  prioritized: 'waiting',
  delayed: 'waiting',
  'waiting-children': 'waiting',
  active: 'active',
  completed: 'completed',
  failed: 'failed',
};

/** What a running job last said about itself. */
const Report = z.object({ progress: z.number().min(0).max(1), step: z.string() });
export type Report = z.infer<typeof Report>;

/** Whether this release knows a job of that name. */
export function isJobName(name: string): name is JobName {
  return Object.hasOwn(JOBS, name);
}

/** The job in the words of the port; `undefined` for one that only another release knows. */
export function statusOf(job: Job, bullmqState: BullmqState): JobStatus | undefined {
  if (job.id === undefined || !isJobName(job.name)) return undefined;
  const report = Report.safeParse(job.progress).data;
  const state = STATES[bullmqState];
  return {
    jobId: job.id,
    name: job.name,
    state,
    progress: state === 'completed' ? 1 : (report?.progress ?? 0),
    ...(report && { step: report.step }),
    ...(job.failedReason && { failure: job.failedReason }),
    attempts: job.attemptsStarted,
  };
}
