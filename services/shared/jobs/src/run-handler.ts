import { UnrecoverableJobError, type JobContext, type JobHandlers } from './job-queue.ts';
import { JOBS, type JobName } from './jobs.ts';

/**
 * Runs the handler of a job on a payload as it came out of the queue.
 *
 * @throws UnrecoverableJobError when the payload is not one of this job, and what the handler throws
 */
export async function runHandler(
  handlers: JobHandlers,
  name: JobName,
  payload: unknown,
  context: JobContext,
): Promise<void> {
  const parsed = JOBS[name].safeParse(payload);
  if (!parsed.success) {
    throw new UnrecoverableJobError(`payload of ${name} is not valid: ${parsed.error.message}`);
  }
  // The schema of `name` has just vouched for the payload, which the compiler cannot see through the table.
  const handle = handlers[name] as (payload: unknown, context: JobContext) => Promise<void>;
  await handle(parsed.data, context);
}
