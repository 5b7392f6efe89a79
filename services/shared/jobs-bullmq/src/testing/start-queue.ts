import type { JobHandlers } from '@books/jobs/job-queue';
import { createProducerRedis, createWorkerRedis } from '@books/redis/redis-client';
import { connect } from '@books/redis/testing/connect';
import type { RedisServer } from '@books/redis/testing/redis-server';
import { onTestFinished } from 'vitest';
import { createBullmqJobQueue, type BullmqJobQueueDeps } from '../bullmq-job-queue.ts';
import { createBullmqWorker, type BullmqWorkerDeps } from '../bullmq-worker.ts';

/** A queue as a producer has it, with short backoffs; closed after the test. */
export async function startQueue(server: RedisServer, own: Partial<BullmqJobQueueDeps> = {}) {
  const redis = await connect(server, createProducerRedis);
  const queue = createBullmqJobQueue({ redis, onError: () => {}, firstBackoffMs: 10, ...own });
  onTestFinished(queue.close);
  return { queue, redis };
}

/** A worker on that queue; closed after the test. What is not given as a handler does nothing. */
export async function startWorker(
  server: RedisServer,
  queue: BullmqWorkerDeps['queue'],
  handlers: Partial<JobHandlers>,
  own: Partial<BullmqWorkerDeps> = {},
) {
  const worker = createBullmqWorker({
    redis: await connect(server, createWorkerRedis),
    queue,
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
    onError: () => {},
    ...own,
  });
  onTestFinished(worker.close);
  return worker;
}
