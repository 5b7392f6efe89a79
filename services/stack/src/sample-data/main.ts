/**
 * Fills the tables of a cluster on one machine, as a Job does it, and asks for what is made of them: done again, it
 * finds everything there.
 */
import { createBullmqJobQueue } from '@books/jobs-bullmq/bullmq-job-queue';
import { createWorkerRedis } from '@books/redis/redis-client';
import { envInteger, parseConfig } from '@books/service-kit/config';
import { z } from 'zod';
import { fillTables } from '../fill-tables.ts';

const SampleDataConfig = z.object({
  DYNAMODB_ENDPOINT: z.url(),
  QUEUE_REDIS_URL: z.url(),
  /** Whose ratings are loaded, counted from the first. */
  SAMPLE_READERS: envInteger(1, 1_000_000).default(1000),
});

const stop = new AbortController();
process.once('SIGINT', () => stop.abort());
process.once('SIGTERM', () => stop.abort());

const config = parseConfig(SampleDataConfig, process.env);
const say = (line: string) => void process.stdout.write(`${line}\n`);
let lastSaid = '';
const loaded = await fillTables({
  endpoint: config.DYNAMODB_ENDPOINT,
  readers: config.SAMPLE_READERS,
  signal: stop.signal,
  onProgress: ({ phase, fractionDone }) => {
    const line = `${phase}: ${10 * Math.floor(10 * fractionDone)} %`;
    if (line !== lastSaid) say(line);
    lastSaid = line;
  },
});
say(
  loaded === undefined
    ? 'the tables hold data already'
    : `loaded ${loaded.books} books and ${loaded.ratings} ratings`,
);

// A worker that was there before the tables has given up by now.
const onError = (error: unknown) => say(`the queue does not answer: ${String(error)}`);
const redis = createWorkerRedis({ url: config.QUEUE_REDIS_URL, name: 'sample-data', onError });
const queue = createBullmqJobQueue({ redis, onError });
await queue.enqueue('build-search-index', { reason: 'first-start' });
await queue.enqueue('refresh-recommendations', { reason: 'first-start' });
await queue.close();
redis.disconnect();
say('a search index and recommendations are asked for');
