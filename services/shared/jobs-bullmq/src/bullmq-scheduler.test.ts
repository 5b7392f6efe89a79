import type { JobProducer } from '@books/jobs/job-queue';
import { describeWithRedis } from '@books/redis/testing/describe-with-redis';
import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { expect, onTestFinished, test, vi } from 'vitest';
import { QUEUE } from './bullmq-job-queue.ts';
import { createScheduleKeeper, PATIENT_LOOKS } from './bullmq-scheduler.ts';
import { startQueue, startWorker } from './testing/start-queue.ts';

const name = 'refresh-recommendations';
const nightly = { reason: 'nightly' } as const;
const atThree = { cron: '0 3 * * *', timeZone: 'Pacific/Auckland' };
const PATIENCE = { timeout: 5000, interval: 20 };
const DELAYED = `${QUEUE.prefix}:${QUEUE.name}:delayed`;

function openQueue(redis: Redis): Queue {
  const queue = new Queue(QUEUE.name, { connection: redis, prefix: QUEUE.prefix });
  onTestFinished(() => queue.close());
  return queue;
}

describeWithRedis('a schedule on BullMQ', (server) => {
  test('means the time of its own time zone', async () => {
    const { queue, redis } = await startQueue(server());
    queue.schedule(name, nightly, atThree);
    const next = await vi.waitFor(async () => {
      const scheduler = await openQueue(redis).getJobScheduler(name);
      expect(scheduler?.next).toBeGreaterThan(Date.now());
      return scheduler?.next;
    }, PATIENCE);
    const inAuckland = new Intl.DateTimeFormat('en-GB', {
      timeZone: atThree.timeZone,
      timeStyle: 'medium',
    });
    expect(inAuckland.format(next)).toBe('03:00:00');
  });

  test('asks for the job that runs already rather than for a second one', async () => {
    const { queue } = await startQueue(server());
    const gate = Promise.withResolvers<void>();
    const ticks: string[] = [];
    let runs = 0;
    let attempts = 0;
    const listening: JobProducer = {
      ...queue,
      async enqueue(...args) {
        const enqueued = await queue.enqueue(...args);
        ticks.push(enqueued.jobId);
        return enqueued;
      },
    };
    const handler = async () => {
      runs += 1;
      await gate.promise;
    };
    const onAttempt = () => void (attempts += 1);
    await startWorker(server(), listening, { [name]: handler }, { onAttempt });
    const requested = await queue.enqueue(name, { reason: 'requested' }, { dedupeKey: name });
    await vi.waitFor(() => expect(runs).toBe(1), PATIENCE);
    // Six fields: every second.
    queue.schedule(name, nightly, { cron: '* * * * * *', timeZone: 'UTC' });
    await vi.waitFor(() => expect(ticks).toEqual([requested.jobId]), PATIENCE);
    gate.resolve();
    await vi.waitFor(() => expect(runs).toBe(2), PATIENCE);
    // Asking for it is no attempt at it: only the first run has ended, and perhaps the second.
    expect(attempts).toBeLessThanOrEqual(2);
    expect(ticks.length).toBeGreaterThanOrEqual(2);
  });

  test('stands once, however many processes set it', async () => {
    const { redis, queue } = await startQueue(server());
    const { queue: other } = await startQueue(server());
    queue.schedule(name, nightly, atThree);
    other.schedule(name, nightly, atThree);
    await vi.waitFor(async () => expect(await redis.zcard(DELAYED)).toBe(1), PATIENCE);
    queue.schedule(name, nightly, { ...atThree, timeZone: 'Europe/Vienna' });
    await vi.waitFor(async () => {
      expect((await openQueue(redis).getJobScheduler(name))?.tz).toBe('Europe/Vienna');
    }, PATIENCE);
    expect(await redis.zcard(DELAYED)).toBe(1);
  });

  test('catches up on a night without a worker', async () => {
    const { queue, redis } = await startQueue(server());
    queue.schedule(name, nightly, atThree);
    const [jobId] = await vi.waitFor(async () => {
      const delayed = await redis.zrange(DELAYED, '0', '-1');
      expect(delayed).toHaveLength(1);
      return delayed;
    }, PATIENCE);
    // The time of the job has passed long ago when the next worker starts.
    await redis.zadd(DELAYED, 1, `${jobId}`);
    queue.schedule(name, nightly, atThree);
    const seen: unknown[] = [];
    await startWorker(server(), queue, { [name]: async (payload) => void seen.push(payload) });
    await vi.waitFor(() => expect(seen).toEqual([nightly]), PATIENCE);
  });

  test('is put back when Redis has lost it', async () => {
    const { queue, redis } = await startQueue(server(), { scheduleCheckMs: 50 });
    queue.schedule(name, nightly, atThree);
    await vi.waitFor(async () => expect(await redis.zcard(DELAYED)).toBe(1), PATIENCE);
    await redis.flushall();
    await vi.waitFor(async () => expect(await redis.zcard(DELAYED)).toBe(1), PATIENCE);
  });

  test('is left to the newer process while an older one still runs, and set back by the one that stays', async () => {
    const { redis } = await startQueue(server());
    const queue = openQueue(redis);
    const older = createScheduleKeeper(queue, name, nightly, atThree);
    const newer = createScheduleKeeper(queue, name, nightly, { ...atThree, timeZone: 'UTC' });
    const timeZone = async () => (await queue.getJobScheduler(name))?.tz;
    await older();
    await newer();
    for (let look = 1; look <= PATIENT_LOOKS; look += 1) {
      await older();
      expect(await timeZone()).toBe('UTC');
    }
    // The newer one has gone, and what it has set is nobody's.
    await older();
    expect(await timeZone()).toBe(atThree.timeZone);
  });

  test('is put back when its next job was removed', async () => {
    const { queue, redis } = await startQueue(server(), { scheduleCheckMs: 50 });
    queue.schedule(name, nightly, atThree);
    await vi.waitFor(async () => expect(await redis.zcard(DELAYED)).toBe(1), PATIENCE);
    const [jobId] = await redis.zrange(DELAYED, '0', '-1');
    await redis.del(`${QUEUE.prefix}:${QUEUE.name}:${jobId}`, DELAYED);
    await vi.waitFor(async () => expect(await redis.zcard(DELAYED)).toBe(1), PATIENCE);
  });
});
