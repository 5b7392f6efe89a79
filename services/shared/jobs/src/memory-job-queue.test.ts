import { userId } from '@books/domain/testing/builders';
import { expect, test, vi } from 'vitest';
import { UnrecoverableJobError, type JobHandlers, type JobStatus } from './job-queue.ts';
import { createMemoryJobQueue } from './memory-job-queue.ts';

const nightly = { reason: 'nightly' } as const;

function queueWith(handlers: Partial<JobHandlers>, onFailed?: (status: JobStatus) => void) {
  return createMemoryJobQueue({
    handlers: {
      'refresh-recommendations': async () => {},
      'invalidate-recommendations': async () => {},
      ...handlers,
    },
    delay: async () => {},
    ...(onFailed && { onFailed }),
  });
}

async function ended(queue: ReturnType<typeof queueWith>, jobId: string): Promise<JobStatus> {
  return vi.waitFor(async () => {
    const status = await queue.find(jobId);
    if (status?.state !== 'completed' && status?.state !== 'failed')
      throw new Error('still running');
    return status;
  });
}

test('runs a job with its payload and says that it is completed', async () => {
  const seen: unknown[] = [];
  const queue = queueWith({
    'invalidate-recommendations': async (payload) => void seen.push(payload),
  });
  const { jobId } = await queue.enqueue('invalidate-recommendations', { userId: userId('ann') });
  expect(await ended(queue, jobId)).toMatchObject({ state: 'completed', progress: 1, attempts: 1 });
  expect(seen).toEqual([{ userId: 'ann' }]);
});

test('shows how far a running job is', async () => {
  const gate = Promise.withResolvers<void>();
  const queue = queueWith({
    'refresh-recommendations': async (_payload, { report }) => {
      await report(0.5, 'training');
      await gate.promise;
    },
  });
  const { jobId } = await queue.enqueue('refresh-recommendations', nightly);
  await vi.waitFor(async () =>
    expect(await queue.find(jobId)).toMatchObject({
      state: 'active',
      progress: 0.5,
      step: 'training',
    }),
  );
  gate.resolve();
  await ended(queue, jobId);
});

test('gives one job to two who ask for the same at once, and a new one afterwards', async () => {
  let runs = 0;
  const queue = queueWith({ 'refresh-recommendations': async () => void (runs += 1) });
  const ask = () => queue.enqueue('refresh-recommendations', nightly, { dedupeKey: 'refresh' });
  const [first, second] = await Promise.all([ask(), ask()]);
  expect(second.jobId).toBe(first.jobId);
  await ended(queue, first.jobId);
  await vi.waitFor(async () => expect((await ask()).jobId).not.toBe(first.jobId));
});

test('tries a failing job three times and then tells why', async () => {
  let attempts = 0;
  const failed: JobStatus[] = [];
  const queue = queueWith(
    {
      'refresh-recommendations': async () => {
        attempts += 1;
        throw new Error('store is away');
      },
    },
    (status) => failed.push(status),
  );
  const { jobId } = await queue.enqueue('refresh-recommendations', nightly);
  expect(await ended(queue, jobId)).toMatchObject({ state: 'failed', failure: 'store is away' });
  expect(attempts).toBe(3);
  expect(failed).toHaveLength(1);
});

test('does not repeat what can never succeed', async () => {
  let attempts = 0;
  const queue = queueWith({
    'refresh-recommendations': async () => {
      attempts += 1;
      throw new UnrecoverableJobError('no ratings at all');
    },
  });
  const { jobId } = await queue.enqueue('refresh-recommendations', nightly);
  expect((await ended(queue, jobId)).state).toBe('failed');
  expect(attempts).toBe(1);
});

test('goes on with the next job after one has failed', async () => {
  const queue = queueWith({
    'refresh-recommendations': async () => {
      throw new UnrecoverableJobError('broken');
    },
  });
  await queue.enqueue('refresh-recommendations', nightly);
  const { jobId } = await queue.enqueue('invalidate-recommendations', { userId: userId('ann') });
  expect((await ended(queue, jobId)).state).toBe('completed');
});

test('knows nothing of a job that never was', async () => {
  expect(await queueWith({}).find('stranger')).toBeUndefined();
});

test('asks a running job to stop when it closes', async () => {
  const queue = queueWith({
    'refresh-recommendations': async (_payload, { signal }) =>
      new Promise((resolve) => {
        signal.addEventListener('abort', () => resolve());
      }),
  });
  const { jobId } = await queue.enqueue('refresh-recommendations', nightly);
  await vi.waitFor(async () => expect((await queue.find(jobId))?.state).toBe('active'));
  await queue.close();
  expect((await queue.find(jobId))?.state).toBe('completed');
});
