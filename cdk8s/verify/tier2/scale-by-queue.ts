import { createBullmqJobQueue } from '@books/jobs-bullmq/bullmq-job-queue';
import { userId } from '@books/domain/testing/builders';
import { createWorkerRedis } from '@books/redis/redis-client';
import { QUEUE_JOBS } from '../../src/custom-metrics.ts';
import { VALKEY_QUEUE } from '../../src/process-settings.ts';
import { ensure, type Check } from '../check.ts';
import { waitFor } from '../wait-for.ts';
import { describeAutoscaler, waitForAutoscaler } from './autoscaler-state.ts';
import { inProduct } from './in-product.ts';
import type { Stage } from './start-tier-2.ts';

const JOBS = 20_000;
const BATCH = 500;
const SERVICE = 'worker';

export const scaleByQueue: Check<Stage> = {
  proves: `${JOBS} jobs scale the workers out by ${QUEUE_JOBS}; they are done, and the workers go back`,
  run: async (stage) => {
    const address = await inProduct(
      stage,
      'get',
      'service',
      VALKEY_QUEUE.name,
      '--output',
      'jsonpath={.spec.clusterIP}',
    );
    const redis = createWorkerRedis({
      url: `redis://${address}:${VALKEY_QUEUE.port}`,
      name: 'verify',
      onError: () => undefined,
    });
    const queue = createBullmqJobQueue({ redis, onError: () => undefined });
    try {
      const before = await waitForAutoscaler(stage, SERVICE, {
        holds: ({ status, spec }) => status.desiredReplicas === spec.minReplicas,
        seconds: 180,
        what: 'the least number of workers before',
      });
      const failedBefore = (await queue.counts()).failed;
      for (let from = 0; from < JOBS; from += BATCH)
        await Promise.all(
          Array.from({ length: BATCH }, (_, n) =>
            queue.enqueue('invalidate-recommendations', { userId: userId(`queue-${from + n}`) }),
          ),
        );
      const scaled = await waitForAutoscaler(stage, SERVICE, {
        holds: ({ status, spec }) =>
          status.desiredReplicas === spec.maxReplicas &&
          Boolean(status.currentMetrics?.[0]?.object),
        seconds: 120,
        what: 'the most workers',
      });
      await waitFor(
        async () => {
          const { waiting, active, prioritized } = await queue.counts();
          return waiting + active + prioritized === 0 ? true : undefined;
        },
        { seconds: 300, what: 'an empty queue' },
      );
      const failed = (await queue.counts()).failed - failedBefore;
      ensure(failed === 0, `${failed} jobs failed`);
      const back = await waitForAutoscaler(stage, SERVICE, {
        holds: ({ status, spec }) => status.currentReplicas === spec.minReplicas,
        seconds: 240,
        what: 'the least number of workers',
      });
      return `${before.status.desiredReplicas} to ${scaled.status.desiredReplicas} workers (${describeAutoscaler(scaled)}), all jobs done, none failed, back to ${back.status.currentReplicas}`;
    } finally {
      await queue.close();
      redis.disconnect();
    }
  },
};
