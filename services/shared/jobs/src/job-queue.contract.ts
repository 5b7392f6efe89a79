import { userId } from '@books/domain/testing/builders';
import { currentContext, runWithContext } from '@books/service-kit/request-context';
import { describe, expect, test, vi } from 'vitest';
import {
  UnrecoverableJobError,
  type JobHandlers,
  type JobProducer,
  type JobStatus,
} from './job-queue.ts';

export type JobQueueUnderTest = {
  readonly queue: JobProducer;
  /** Asks running jobs to stop and waits for them; what became of them can still be found. */
  readonly close: () => Promise<void>;
};

export type JobQueueParts = {
  readonly handlers: JobHandlers;
  readonly onFailed: (status: JobStatus) => void;
};

const nightly = { reason: 'nightly' } as const;
/** Time for a few jobs with their backoffs, in milliseconds. */
const ENOUGH = { timeout: 10_000, interval: 10 };

/** What every job queue does, once something works on it. `create` gives an empty one with short backoffs. */
export function describeJobQueue(
  name: string,
  create: (parts: JobQueueParts) => Promise<JobQueueUnderTest>,
) {
  const queueWith = (
    handlers: Partial<JobHandlers>,
    onFailed: (status: JobStatus) => void = () => {},
  ) =>
    create({
      handlers: {
        'refresh-recommendations': async () => {},
        'build-search-index': async () => {},
        'publish-catalogue': async () => {},
        'import-ratings': async () => {},
        'erase-reader': async () => {},
        'resume-erasures': async () => {},
        'invalidate-recommendations': async () => {},
        ...handlers,
      },
      onFailed,
    });

  const ended = (queue: JobProducer, jobId: string): Promise<JobStatus> =>
    vi.waitFor(async () => {
      const status = await queue.find(jobId);
      if (status?.state !== 'completed' && status?.state !== 'failed') {
        throw new Error('still running');
      }
      return status;
    }, ENOUGH);

  describe(`${name} as a job queue`, () => {
    test('runs a job with its payload and says that it is completed', async () => {
      const seen: unknown[] = [];
      const { queue } = await queueWith({
        'invalidate-recommendations': async (payload) => void seen.push(payload),
      });
      const { jobId } = await queue.enqueue('invalidate-recommendations', {
        userId: userId('ann'),
      });
      expect(await ended(queue, jobId)).toEqual({
        jobId,
        name: 'invalidate-recommendations',
        state: 'completed',
        progress: 1,
        attempts: 1,
      });
      expect(seen).toEqual([{ userId: 'ann' }]);
    });

    test('does a job under the id of the request that it was made for, and one of nobody under its own', async () => {
      const ids: (string | undefined)[] = [];
      const { queue } = await queueWith({
        'invalidate-recommendations': async () => void ids.push(currentContext()?.requestId),
      });
      const payload = { userId: userId('ann') };
      const asked = await runWithContext({ requestId: 'request-1', endpoint: '/rate' }, () =>
        queue.enqueue('invalidate-recommendations', payload),
      );
      await ended(queue, asked.jobId);
      const unasked = await queue.enqueue('invalidate-recommendations', payload);
      await ended(queue, unasked.jobId);
      expect(ids).toEqual(['request-1', unasked.jobId]);
    });

    test('shows how far a running job is', async () => {
      const gate = Promise.withResolvers<void>();
      const { queue } = await queueWith({
        'refresh-recommendations': async (_payload, { report }) => {
          await report(0.5, 'training');
          await gate.promise;
        },
      });
      const { jobId } = await queue.enqueue('refresh-recommendations', nightly);
      await vi.waitFor(
        async () =>
          expect(await queue.find(jobId)).toMatchObject({
            state: 'active',
            progress: 0.5,
            step: 'training',
          }),
        ENOUGH,
      );
      gate.resolve();
      await ended(queue, jobId);
    });

    test('gives one job to two who ask for the same at once, and a new one afterwards', async () => {
      const gate = Promise.withResolvers<void>();
      let runs = 0;
      const { queue } = await queueWith({
        'refresh-recommendations': async () => {
          runs += 1;
          await gate.promise;
        },
      });
      const ask = () => queue.enqueue('refresh-recommendations', nightly, { dedupeKey: 'refresh' });
      const [first, second] = await Promise.all([ask(), ask()]);
      expect(second.jobId).toBe(first.jobId);
      await vi.waitFor(() => expect(runs).toBe(1), ENOUGH);
      expect((await ask()).jobId).toBe(first.jobId);
      gate.resolve();
      await ended(queue, first.jobId);
      await vi.waitFor(async () => expect((await ask()).jobId).not.toBe(first.jobId), ENOUGH);
      await vi.waitFor(() => expect(runs).toBe(2), ENOUGH);
    });

    test('makes two jobs for two who ask for different things', async () => {
      const { queue } = await queueWith({});
      const ask = (dedupeKey: string) =>
        queue.enqueue('refresh-recommendations', nightly, { dedupeKey });
      const [first, second] = await Promise.all([ask('one'), ask('other')]);
      expect(second.jobId).not.toBe(first.jobId);
    });

    test('tries a failing job three times and then tells why', async () => {
      let attempts = 0;
      const failed: JobStatus[] = [];
      const { queue } = await queueWith(
        {
          'refresh-recommendations': async () => {
            attempts += 1;
            throw new Error('store is away');
          },
        },
        (status) => failed.push(status),
      );
      const { jobId } = await queue.enqueue('refresh-recommendations', nightly);
      const status = await ended(queue, jobId);
      expect(status).toMatchObject({ state: 'failed', failure: 'store is away', attempts: 3 });
      expect(attempts).toBe(3);
      await vi.waitFor(() => expect(failed).toEqual([status]), ENOUGH);
    });

    test('completes a job that fails once', async () => {
      let attempts = 0;
      const { queue } = await queueWith({
        'refresh-recommendations': async () => {
          attempts += 1;
          if (attempts === 1) throw new Error('store is away');
        },
      });
      const { jobId } = await queue.enqueue('refresh-recommendations', nightly);
      expect(await ended(queue, jobId)).toMatchObject({ state: 'completed', attempts: 2 });
    });

    test('does not repeat what can never succeed', async () => {
      let attempts = 0;
      const { queue } = await queueWith({
        'refresh-recommendations': async () => {
          attempts += 1;
          throw new UnrecoverableJobError('no ratings at all');
        },
      });
      const { jobId } = await queue.enqueue('refresh-recommendations', nightly);
      expect(await ended(queue, jobId)).toMatchObject({
        state: 'failed',
        failure: 'no ratings at all',
      });
      expect(attempts).toBe(1);
    });

    test('goes on with the next job after one has failed', async () => {
      const { queue } = await queueWith({
        'refresh-recommendations': async () => {
          throw new UnrecoverableJobError('broken');
        },
      });
      await queue.enqueue('refresh-recommendations', nightly);
      const { jobId } = await queue.enqueue('invalidate-recommendations', {
        userId: userId('ann'),
      });
      expect((await ended(queue, jobId)).state).toBe('completed');
    });

    test('knows nothing of a job that never was', async () => {
      const { queue } = await queueWith({});
      expect(await queue.find('stranger')).toBeUndefined();
    });

    test('asks a running job to stop when it closes', async () => {
      const started = Promise.withResolvers<void>();
      const { queue, close } = await queueWith({
        'refresh-recommendations': async (_payload, { signal }) =>
          new Promise((resolve) => {
            signal.addEventListener('abort', () => resolve());
            started.resolve();
          }),
      });
      const { jobId } = await queue.enqueue('refresh-recommendations', nightly);
      await started.promise;
      await close();
      expect((await queue.find(jobId))?.state).toBe('completed');
    });
  });
}
