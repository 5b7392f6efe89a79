// A worker that takes a job and never ends it, for tests that kill it: node stuck-worker.ts <redis url> <lock ms>

import { createWorkerRedis } from '@books/redis/redis-client';
import { createBullmqJobQueue } from '../bullmq-job-queue.ts';
import { createBullmqWorker } from '../bullmq-worker.ts';

const [url = '', lockMs] = process.argv.slice(2);
const ignore = () => {};
const redis = createWorkerRedis({ url, name: 'stuck', onError: ignore });
const getStuck = async () => {
  process.stdout.write('has a job\n');
  await new Promise(() => {});
};
createBullmqWorker({
  redis,
  queue: createBullmqJobQueue({ redis, onError: ignore }),
  handlers: {
    'refresh-recommendations': getStuck,
    'invalidate-recommendations': getStuck,
    'build-search-index': getStuck,
    'publish-catalogue': getStuck,
    'import-ratings': async () => {},
    'erase-reader': async () => {},
    'resume-erasures': async () => {},
  },
  onError: ignore,
  lockMs: Number(lockMs),
});
