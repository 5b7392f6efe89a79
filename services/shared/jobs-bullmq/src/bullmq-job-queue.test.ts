import { describeJobQueue } from '@books/jobs/job-queue.contract';
import { describeWithRedis } from '@books/redis/testing/describe-with-redis';
import { startQueue, startWorker } from './testing/start-queue.ts';

describeWithRedis('the job queue on BullMQ', (server) => {
  describeJobQueue('bullmq', async ({ handlers, onFailed }) => {
    const { queue } = await startQueue(server());
    const worker = await startWorker(server(), queue, handlers, { onFailed });
    return { queue, close: worker.close };
  });
});
