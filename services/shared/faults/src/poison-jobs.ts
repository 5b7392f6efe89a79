import { createApi, newReader } from '@books/e2e/api';
import { metricsOf } from '@books/e2e/metrics';
import { QUEUE } from '@books/jobs-bullmq/bullmq-job-queue';
import { createWorkerRedis } from '@books/redis/redis-client';
import { Queue } from 'bullmq';
import { expect, test, vi } from 'vitest';
import { z } from 'zod';
import type { FaultyStack } from './testing/faulty-stack.ts';

const PATIENT = { timeout: 60_000, interval: 200 };

const DeadLetters = z.object({
  dead_letters: z.array(
    z.object({ job_id: z.string(), name: z.string(), failure: z.string(), attempts: z.number() }),
  ),
});

export function poisonJobs(parts: () => FaultyStack): void {
  test('jobs that can never succeed are given up, shown with their reasons, and hold nobody up', async () => {
    const { stack } = parts();
    const redis = createWorkerRedis({ url: stack.redis.url, name: 'faults', onError: () => {} });
    const queue = new Queue(QUEUE.name, { connection: redis, prefix: QUEUE.prefix });
    const jobOptions = { attempts: 3, backoff: { type: 'fixed', delay: 50 } };
    try {
      const poison = await queue.addBulk([
        { name: 'invalidate-recommendations', data: { userId: 7 }, opts: jobOptions },
        { name: 'invalidate-recommendations', data: 'x'.repeat(1_000_000), opts: jobOptions },
        { name: 'invalidate-recommendations', data: null, opts: jobOptions },
        { name: 'no such job', data: {}, opts: jobOptions },
        { name: '__proto__', data: {}, opts: jobOptions },
      ]);
      const good = await queue.add('invalidate-recommendations', { userId: newReader() });
      await vi.waitUntil(async () => (await good.getState()) === 'completed', PATIENT);
      await vi.waitUntil(async () => {
        const states = await Promise.all(poison.map((job) => job.getState()));
        return states.every((state) => state === 'failed');
      }, PATIENT);

      const { opsUrl } = stack.instance('worker');
      const response = await fetch(`${opsUrl}/internal/dead-letters`);
      const { dead_letters } = DeadLetters.parse(await response.json());
      const letters = new Map(dead_letters.map((letter) => [letter.job_id, letter]));
      for (const job of poison) {
        const letter = letters.get(job.id ?? '');
        expect(letter?.failure).toMatch(/payload of .* is not valid|no job is called/);
        expect(letter?.attempts).toBeLessThanOrEqual(jobOptions.attempts);
      }
      const failed = (await metricsOf(stack, 'worker')).sum('books_queue_jobs', {
        state: 'failed',
      });
      expect(failed).toBeGreaterThanOrEqual(poison.length);
      await createApi(stack.baseUrl).recommendations(newReader());
    } finally {
      await queue.close();
      redis.disconnect();
    }
  });

  test('a job whose way is blocked is tried three times, and the next ones get through', async () => {
    const { stack, redis: proxy } = parts();
    await stack.kill('recommendation-api');
    const redis = createWorkerRedis({ url: stack.redis.url, name: 'faults', onError: () => {} });
    const queue = new Queue(QUEUE.name, { connection: redis, prefix: QUEUE.prefix });
    try {
      const opts = { attempts: 3, backoff: { type: 'fixed', delay: 50 } };
      const blocked = await queue.add('invalidate-recommendations', { userId: newReader() }, opts);
      await vi.waitUntil(async () => (await blocked.getState()) === 'failed', PATIENT);
      const job = await queue.getJob(blocked.id ?? '');
      expect(job?.attemptsMade).toBe(3);
      await stack.restart('recommendation-api');
      const next = await queue.add('invalidate-recommendations', { userId: newReader() }, opts);
      await vi.waitUntil(async () => (await next.getState()) === 'completed', PATIENT);
      expect(proxy.connectionCount()).toBeGreaterThan(0);
    } finally {
      await queue.close();
      redis.disconnect();
    }
  });
}
