import { createBullmqJobQueue } from '@books/jobs-bullmq/bullmq-job-queue';
import { createBullmqWorker } from '@books/jobs-bullmq/bullmq-worker';
import { createWorkerRedis } from '@books/redis/redis-client';
import { systemClock } from '@books/service-kit/clock';
import { createFileModelStore } from '@books/storage/file-model-store';
import { openStore } from '@books/wiring/open-store';
import { collectQueueMetrics } from '@books/wiring/queue-metrics';
import { createHttpRecommendationInvalidator } from '@books/wiring/http-recommendation-invalidator';
import { runProcess } from '@books/wiring/run-process';
import { Histogram } from 'prom-client';
import { WorkerConfig } from './config.ts';
import { createHandlers } from './handlers.ts';

runProcess('worker', WorkerConfig, async ({ config, logger, metrics }) => {
  const onError = (error: unknown) => logger.warn({ err: error }, 'queue failed');
  const store = openStore(config, metrics);
  const models = createFileModelStore(config.MODEL_DIR);
  const redis = createWorkerRedis({
    url: config.QUEUE_REDIS_URL ?? config.REDIS_URL,
    name: 'worker',
    onError,
  });
  const queue = createBullmqJobQueue({ redis, onError });
  collectQueueMetrics(metrics, queue);
  const duration = new Histogram({
    name: 'books_job_duration_seconds',
    help: 'Time of an attempt at a job',
    labelNames: ['job', 'outcome'],
    buckets: [0.01, 0.1, 1, 5, 15, 60, 300, 1800],
    registers: [metrics.registry],
  });
  const invalidator = createHttpRecommendationInvalidator(config.RECOMMENDATION_BASE_URL);
  const worker = createBullmqWorker({
    redis,
    queue,
    handlers: createHandlers({
      ...store,
      models,
      // recommendation-api looks for a new model every few seconds.
      announceModel: async () => {},
      invalidate: (userId, signal) => invalidator.invalidate(userId, signal),
      clock: systemClock,
      logger,
    }),
    onFailed: (status, error) =>
      logger.error({ err: error, job: status.name }, 'job failed for good'),
    onAttempt: ({ name, outcome, durationSeconds }) =>
      duration.observe({ job: name, outcome }, durationSeconds),
    onError,
  });
  queue.schedule(
    'refresh-recommendations',
    { reason: 'nightly' },
    { cron: config.REFRESH_CRON, timeZone: config.REFRESH_TIME_ZONE },
  );
  if ((await models.current()) === undefined) {
    await queue.enqueue(
      'refresh-recommendations',
      { reason: 'first-start' },
      { dedupeKey: 'refresh-recommendations' },
    );
  }
  return { closers: [worker.close, queue.close, async () => redis.disconnect(), store.close] };
});
