import { describeJobQueue } from '@books/jobs/job-queue.contract';
import { UserId } from '@books/domain/ids';
import { createProducerRedis, createWorkerRedis } from '@books/redis/redis-client';
import { connect } from '@books/redis/testing/connect';
import { describeWithRedis } from '@books/redis/testing/describe-with-redis';
import { expect, onTestFinished, test, vi } from 'vitest';
import { createBullmqJobQueue } from './bullmq-job-queue.ts';
import { startQueue, startWorker } from './testing/start-queue.ts';

const nightly = { reason: 'nightly' } as const;
/** Time within which an outage must be over, in milliseconds. */
const RECOVERY = { timeout: 5000, interval: 20 };

describeWithRedis('the job queue on BullMQ', (server) => {
  describeJobQueue('bullmq', async ({ handlers, onFailed }) => {
    const { queue } = await startQueue(server());
    const worker = await startWorker(server(), queue, handlers, { onFailed });
    return { queue, close: worker.close };
  });
});

/** A failure that a client is told as 503. @param cause part of what the client of Redis says */
const away = (cause: string) => ({
  kind: 'unavailable',
  cause: { message: expect.stringContaining(cause) },
});

describeWithRedis('a BullMQ producer', (server) => {
  test('fails at once without Redis and goes on when it is back', async () => {
    const { queue, redis } = await startQueue(server());
    await server().kill();
    await vi.waitFor(() => expect(redis.status).not.toBe('ready'));
    await expect(queue.enqueue('refresh-recommendations', nightly)).rejects.toMatchObject(
      away('writeable'),
    );
    await expect(queue.find('some job')).rejects.toMatchObject(away('writeable'));
    await server().restart();
    await vi.waitFor(() => queue.enqueue('refresh-recommendations', nightly), RECOVERY);
    expect(await queue.counts()).toMatchObject({ waiting: 1 });
  });

  test('fails at once when it starts without Redis and goes on when that is there', async () => {
    await server().kill();
    const redis = createProducerRedis({ url: server().url, name: 'test', onError: () => {} });
    const queue = createBullmqJobQueue({ redis, onError: () => {} });
    onTestFinished(async () => {
      await queue.close();
      redis.disconnect();
    });
    await expect(queue.enqueue('refresh-recommendations', nightly)).rejects.toMatchObject(
      away('writeable'),
    );
    await server().restart();
    await vi.waitFor(() => queue.enqueue('refresh-recommendations', nightly), RECOVERY);
  });

  test('waits for a hung Redis no longer than a command may take', async () => {
    const { queue } = await startQueue(server());
    server().pause();
    await expect(queue.enqueue('refresh-recommendations', nightly)).rejects.toMatchObject(
      away('timed out'),
    );
    server().resume();
    await vi.waitFor(() => queue.enqueue('refresh-recommendations', nightly), RECOVERY);
  });

  test('writes no dedupe key down, which may name a reader', async () => {
    const { queue, redis } = await startQueue(server());
    const userId = UserId.parse('ann-who-leaves');
    const ask = () => queue.enqueue('erase-reader', { userId }, { dedupeKey: `erase/${userId}` });
    const [first, second] = [await ask(), await ask()];
    expect(second).toEqual(first);
    const events = JSON.stringify(await redis.xrange('{books}:jobs:events', '-', '+'));
    expect(events).toContain('deduplicated');
    expect(events).not.toContain(userId);
    expect((await redis.keys('*')).join()).not.toContain(userId);
  });

  test('tells how many jobs there are in which state', async () => {
    const { queue } = await startQueue(server());
    expect(await queue.counts()).toEqual({
      waiting: 0,
      active: 0,
      prioritized: 0,
      delayed: 0,
      failed: 0,
    });
    const { jobId } = await queue.enqueue('refresh-recommendations', nightly);
    expect(await queue.counts()).toMatchObject({ waiting: 1, failed: 0 });
    await startWorker(server(), queue, {
      'refresh-recommendations': async () => Promise.reject(new Error('store is away')),
    });
    await vi.waitFor(async () => {
      expect((await queue.find(jobId))?.state).toBe('failed');
    }, RECOVERY);
    expect(await queue.counts()).toMatchObject({ waiting: 0, failed: 1 });
  });

  test('does not wait for the numbers of a queue that is away, even where jobs wait for it', async () => {
    const redis = await connect(server(), createWorkerRedis);
    const queue = createBullmqJobQueue({ redis, onError: () => {} });
    onTestFinished(queue.close);
    await server().kill();
    await expect(queue.counts()).rejects.toThrow('in time');
  });
});
