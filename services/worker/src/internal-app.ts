import type { DeadLetter } from '@books/jobs/job-queue';
import { Hono } from 'hono';

/** Latest dead letters that are shown. */
const SHOWN = 100;

export type InternalDeps = {
  /** The latest first. */
  readonly queue: { deadLetters(limit: number): Promise<DeadLetter[]> };
};

/** What the worker answers on its ops port beside its health: which jobs have failed for good, and why. */
export function createInternalApp({ queue }: InternalDeps): Hono {
  const app = new Hono();
  app.get('/internal/dead-letters', async (c) => {
    const deadLetters = await queue.deadLetters(SHOWN);
    return c.json({
      dead_letters: deadLetters.map(({ jobId, name, failure, attempts, failedAt }) => ({
        job_id: jobId,
        name,
        failure,
        attempts,
        failed_at: failedAt.toISOString(),
      })),
    });
  });
  return app;
}
