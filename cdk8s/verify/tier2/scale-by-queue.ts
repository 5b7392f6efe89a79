import { createBullmqJobQueue } from '@books/jobs-bullmq/bullmq-job-queue';
import { userId } from '@books/domain/testing/builders';
import { createWorkerRedis } from '@books/redis/redis-client';
import { QUEUE_JOBS } from '../../src/custom-metrics.ts';
import { ensure, type Check } from '../check.ts';
import { waitFor } from '../wait-for.ts';
import { autoscalerState, describeAutoscaler } from './autoscaler-state.ts';
import type { Stage } from './start-tier-2.ts';

const JOBS = 20_000;
const BATCH = 500;

export const scaleByQueue: Check<Stage> = {
  proves: `${JOBS} jobs scale the workers out by ${QUEUE_JOBS}; they are done, and the workers go back`,
  run: async (stage) => {
    const { kubectl, namespace } = stage;
    const { output: address } = await kubectl(
      'get',
      'service',
      'valkey-queue',
      '--namespace',
      namespace,
      '--output',
      'jsonpath={.spec.clusterIP}',
    );
    const redis = createWorkerRedis({
      url: `redis://${address}:6379`,
      name: 'verify',
      onError: () => undefined,
    });
    const queue = createBullmqJobQueue({ redis, onError: () => undefined });
    try {
      const before = await autoscalerState(stage, 'worker');
      for (let from = 0; from < JOBS; from += BATCH)
        await Promise.all(
          Array.from({ length: BATCH }, (_, n) =>
            queue.enqueue('invalidate-recommendations', { userId: userId(`queue-${from + n}`) }),
          ),
        );
      let last = before;
      const scaled = await waitFor(
        async () => {
          last = await autoscalerState(stage, 'worker');
          return last.status.desiredReplicas === last.spec.maxReplicas ? last : undefined;
        },
        { seconds: 120, what: 'more workers', everyMs: 250 },
      ).catch((error: unknown) => {
        throw new Error(`no more workers: ${describeAutoscaler(last)}`, { cause: error });
      });
      ensure(
        JSON.stringify(scaled.status.currentMetrics).includes(QUEUE_JOBS),
        describeAutoscaler(scaled),
      );
      await waitFor(
        async () => {
          const { waiting, active, prioritized } = await queue.counts();
          return waiting + active + prioritized === 0 || undefined;
        },
        { seconds: 240, what: 'an empty queue' },
      );
      const { failed } = await queue.counts();
      ensure(failed === 0, `${failed} jobs failed`);
      await waitFor(
        async () => {
          last = await autoscalerState(stage, 'worker');
          return last.status.currentReplicas === last.spec.minReplicas || undefined;
        },
        { seconds: 180, what: 'the least number of workers' },
      );
      return `${before.status.desiredReplicas} to ${scaled.status.desiredReplicas} workers, all jobs done, none failed, back to ${last.status.currentReplicas}`;
    } finally {
      await queue.close();
      redis.disconnect();
    }
  },
};
