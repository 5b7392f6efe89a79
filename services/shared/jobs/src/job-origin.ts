import { currentContext, runWithContext } from '@books/service-kit/request-context';
import { z } from 'zod';
import type { JobName } from './jobs.ts';

/** Travels beside the payload. The payload's own schema passes it over. */
const Origin = z.object({ requestId: z.string().max(255) });

/** A payload as it goes into the queue: with the id of the request that the job is made for, if there is one. */
export function withOrigin(payload: object): object {
  const context = currentContext();
  return context === undefined ? payload : { ...payload, requestId: context.requestId };
}

/**
 * Does the work of a job so that its log lines and its calls carry the id of the request that it was made for.
 *
 * @param stored what came out of the queue
 * @param jobId stands for the id of a job that nobody asked for, such as one of a schedule
 */
export function runAsJob<Result>(
  name: JobName,
  jobId: string,
  stored: unknown,
  work: () => Result,
): Result {
  const requestId = Origin.safeParse(stored).data?.requestId ?? jobId;
  return runWithContext({ requestId, endpoint: name }, work);
}
