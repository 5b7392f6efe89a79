import { isDeepStrictEqual } from 'node:util';
import type { Schedule } from '@books/jobs/job-queue';
import type { JobName } from '@books/jobs/jobs';
import type { Queue } from 'bullmq';

/**
 * Makes sure that the job's schedule stands. One that already does is left alone, since setting it anew would take
 * away the job of a time that has passed while no worker was there.
 */
export async function ensureScheduler(
  queue: Queue,
  name: JobName,
  payload: unknown,
  { cron, timeZone }: Schedule,
): Promise<void> {
  const current = await queue.getJobScheduler(name);
  const stands =
    current?.pattern === cron &&
    current.tz === timeZone &&
    isDeepStrictEqual(current.template?.data, payload) &&
    // Without its next job a scheduler never makes one again.
    (await queue.getJob(`repeat:${name}:${current.next}`)) !== undefined;
  if (stands) return;
  await queue.upsertJobScheduler(name, { pattern: cron, tz: timeZone }, { name, data: payload });
}
