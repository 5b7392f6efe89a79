import { isDeepStrictEqual } from 'node:util';
import type { Schedule } from '@books/jobs/job-queue';
import type { JobName } from '@books/jobs/jobs';
import type { Queue } from 'bullmq';

/** Looks after which a schedule that somebody else has set is set anew: a roll-out has long ended by then. */
export const PATIENT_LOOKS = 10;

/**
 * Makes a look whether the job's schedule stands, to be called now and then. The first look sets it; later ones put it
 * back when it is lost, and leave one alone for a while that another process has set meanwhile: during a roll-out that
 * is the newer process, and whoever sets a schedule anew takes away the job of a time that has passed without a worker.
 */
export function createScheduleKeeper(
  queue: Queue,
  name: JobName,
  payload: unknown,
  { cron, timeZone }: Schedule,
): () => Promise<void> {
  let looksLeft = 0;
  return async () => {
    const current = await queue.getJobScheduler(name);
    // Without its next job a scheduler never makes one again.
    const isLost =
      current === undefined || (await queue.getJob(`repeat:${name}:${current.next}`)) === undefined;
    const isOurs =
      current?.pattern === cron &&
      current.tz === timeZone &&
      isDeepStrictEqual(current.template?.data, payload);
    if (!isLost && !isOurs && looksLeft > 0) {
      looksLeft -= 1;
      return;
    }
    if (isLost || !isOurs)
      await queue.upsertJobScheduler(
        name,
        { pattern: cron, tz: timeZone },
        { name, data: payload },
      );
    looksLeft = PATIENT_LOOKS;
  };
}
