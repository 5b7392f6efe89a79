import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { userId } from '@books/domain/testing/builders';
import type { JobProducer, JobStatus } from '@books/jobs/job-queue';
import { createWorkerRedis } from '@books/redis/redis-client';
import { describeWithRedis } from '@books/redis/testing/describe-with-redis';
import { Queue } from 'bullmq';
import { expect, onTestFinished, test, vi } from 'vitest';
import { QUEUE } from './bullmq-job-queue.ts';
import { createBullmqWorker, type JobAttempt } from './bullmq-worker.ts';
import { startQueue, startWorker } from './testing/start-queue.ts';

const nightly = { reason: 'nightly' } as const;
const ann = { userId: userId('ann') };
/** Time within which an outage must be over, in milliseconds. */
const RECOVERY = { timeout: 5000, interval: 20 };
/** Short, so that a dead worker is missed soon, in milliseconds. */
const LOCK_MS = 400;

function ended(queue: JobProducer, jobId: string): Promise<JobStatus> {
  return vi.waitFor(async () => {
    const status = await queue.find(jobId);
    if (status?.state !== 'completed' && status?.state !== 'failed') throw new Error('not yet');
    return status;
  }, RECOVERY);
}

/** Lets a worker in a process of its own take a job, and kills it then. */
async function killWorkerWithJob(url: string): Promise<void> {
  const script = fileURLToPath(new URL('testing/stuck-worker.ts', import.meta.url));
  const child = spawn(process.execPath, [script, url, `${LOCK_MS}`], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  const exit = once(child, 'exit');
  child.kill('SIGKILL');
  await exit;
}

describeWithRedis('a BullMQ worker', (server) => {
  test('waits for Redis when it starts before it', async () => {
    const { queue } = await startQueue(server());
    await server().kill();
    const redis = createWorkerRedis({ url: server().url, name: 'test', onError: () => {} });
    let runs = 0;
    const count = async () => void (runs += 1);
    const worker = createBullmqWorker({
      redis,
      queue,
      handlers: {
        'refresh-recommendations': count,
        'invalidate-recommendations': count,
        'build-search-index': count,
        'publish-catalogue': count,
        'import-ratings': async () => {},
        'erase-reader': async () => {},
        'resume-erasures': async () => {},
      },
      onError: () => {},
    });
    onTestFinished(async () => {
      await worker.close();
      redis.disconnect();
    });
    await server().restart();
    await vi.waitFor(() => queue.enqueue('refresh-recommendations', nightly), RECOVERY);
    await vi.waitFor(() => expect(runs).toBe(1), RECOVERY);
  });

  test('goes on when Redis was killed and is back', async () => {
    const { queue } = await startQueue(server());
    await startWorker(server(), queue, {});
    const first = await queue.enqueue('refresh-recommendations', nightly);
    expect((await ended(queue, first.jobId)).state).toBe('completed');
    await server().restart();
    const { jobId } = await vi.waitFor(
      () => queue.enqueue('refresh-recommendations', nightly),
      RECOVERY,
    );
    expect((await ended(queue, jobId)).state).toBe('completed');
  });

  test('ends its job when Redis hung meanwhile', async () => {
    const { queue } = await startQueue(server());
    await startWorker(server(), queue, {
      'refresh-recommendations': async (_payload, { report }) => {
        server().pause();
        setTimeout(server().resume, 300);
        await report(0.5, 'training');
      },
    });
    const { jobId } = await queue.enqueue('refresh-recommendations', nightly);
    await vi.waitFor(async () => expect((await queue.find(jobId))?.progress).toBe(1), RECOVERY);
  });

  test('goes on when the queue was flushed', async () => {
    const { queue, redis } = await startQueue(server());
    const gate = Promise.withResolvers<void>();
    const started = Promise.withResolvers<void>();
    await startWorker(server(), queue, {
      'refresh-recommendations': async (_payload, { report }) => {
        started.resolve();
        await gate.promise;
        await report(0.5, 'training');
      },
    });
    const dedupeKey = 'refresh';
    await queue.enqueue('refresh-recommendations', nightly, { dedupeKey });
    await started.promise;
    await redis.flushall();
    gate.resolve();
    const { jobId } = await queue.enqueue('refresh-recommendations', nightly, { dedupeKey });
    expect((await ended(queue, jobId)).state).toBe('completed');
  });

  test('puts jobs that can never succeed aside, with the reason, and goes on', async () => {
    const { queue, redis } = await startQueue(server());
    const failed: JobStatus[] = [];
    await startWorker(server(), queue, {}, { onFailed: (status) => failed.push(status) });
    const foreign = new Queue(QUEUE.name, { connection: redis, prefix: QUEUE.prefix });
    onTestFinished(() => foreign.close());
    const poison = await foreign.add('invalidate-recommendations', { user: 7 }, { attempts: 3 });
    const unknown = await foreign.add('of a later release', {});
    const { jobId } = await queue.enqueue('invalidate-recommendations', ann);
    expect((await ended(queue, jobId)).state).toBe('completed');
    const status = await ended(queue, `${poison.id}`);
    expect(status.failure).toContain('payload of invalidate-recommendations is not valid');
    expect(status).toMatchObject({ state: 'failed', attempts: 1 });
    await vi.waitFor(() => expect(failed).toEqual([status]), RECOVERY);
    await vi.waitFor(async () => expect(await unknown.getState()).toBe('failed'), RECOVERY);
    const { failure, attempts } = status;
    expect(new Map((await queue.deadLetters(10)).map((letter) => [letter.jobId, letter]))).toEqual(
      new Map([
        [
          poison.id,
          expect.objectContaining({ name: 'invalidate-recommendations', failure, attempts }),
        ],
        [unknown.id, expect.objectContaining({ name: 'of a later release' })],
      ]),
    );
    expect((await foreign.getJob(`${unknown.id}`))?.failedReason).toContain('no job is called');
  });

  test('hands a job that it breaks off to the next worker, without the loss of an attempt', async () => {
    const { queue } = await startQueue(server());
    const attempts: JobAttempt['outcome'][] = [];
    const onAttempt = ({ outcome }: JobAttempt) => attempts.push(outcome);
    const started = Promise.withResolvers<void>();
    const closing = await startWorker(
      server(),
      queue,
      {
        'refresh-recommendations': (_payload, { signal }) =>
          new Promise((_resolve, reject) => {
            signal.addEventListener('abort', () => reject(new Error('broken off')));
            started.resolve();
          }),
      },
      { onAttempt },
    );
    const { jobId } = await queue.enqueue('refresh-recommendations', nightly);
    await started.promise;
    await closing.close();
    expect((await queue.find(jobId))?.state).toBe('waiting');
    let failures = 0;
    const fail = async () => {
      failures += 1;
      throw new Error('store is away');
    };
    await startWorker(server(), queue, { 'refresh-recommendations': fail }, { onAttempt });
    expect((await ended(queue, jobId)).state).toBe('failed');
    expect(failures).toBe(3);
    expect(attempts).toEqual(['handed_back', 'failed', 'failed', 'failed']);
  });

  test('does the job of a worker that was killed', async () => {
    const { queue } = await startQueue(server());
    const { jobId } = await queue.enqueue('refresh-recommendations', nightly);
    await killWorkerWithJob(server().url);
    const seen: unknown[] = [];
    const work = async (payload: unknown) => void seen.push(payload);
    await startWorker(server(), queue, { 'refresh-recommendations': work }, { lockMs: LOCK_MS });
    expect(await ended(queue, jobId)).toMatchObject({ state: 'completed', attempts: 2 });
    expect(seen).toEqual([nightly]);
  });

  test('puts a job aside that has killed its worker three times', { timeout: 20_000 }, async () => {
    const { queue } = await startQueue(server());
    const { jobId } = await queue.enqueue('refresh-recommendations', nightly);
    for (let kill = 0; kill < 3; kill += 1) await killWorkerWithJob(server().url);
    let runs = 0;
    await startWorker(
      server(),
      queue,
      { 'refresh-recommendations': async () => void (runs += 1) },
      { lockMs: LOCK_MS },
    );
    expect((await ended(queue, jobId)).failure).toContain('stalled');
    expect(runs).toBe(0);
    const next = await queue.enqueue('refresh-recommendations', nightly);
    expect((await ended(queue, next.jobId)).state).toBe('completed');
  });

  test('keeps a limited number of completed jobs', async () => {
    const { queue, redis } = await startQueue(server());
    await startWorker(server(), queue, {}, { concurrency: 50 });
    for (let batch = 0; batch < 11; batch += 1) {
      await Promise.all(
        Array.from({ length: 100 }, () => queue.enqueue('invalidate-recommendations', ann)),
      );
    }
    const completed = `${QUEUE.prefix}:${QUEUE.name}:completed`;
    await vi.waitFor(async () => {
      expect(await queue.counts()).toMatchObject({ waiting: 0, active: 0 });
      expect(await redis.zcard(completed)).toBe(1000);
    }, RECOVERY);
  });
});
