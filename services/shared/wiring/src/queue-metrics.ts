import type { BullmqJobQueue } from '@books/jobs-bullmq/bullmq-job-queue';
import type { Metrics } from '@books/service-kit/metrics';
import { Gauge } from 'prom-client';

/** Shows how many jobs there are by state; asked for when Prometheus asks. */
export function collectQueueMetrics(
  { registry }: Metrics,
  queue: Pick<BullmqJobQueue, 'counts'>,
): void {
  new Gauge({
    name: 'books_queue_jobs',
    help: 'Jobs by state',
    labelNames: ['queue', 'state'],
    registers: [registry],
    async collect() {
      // Without Redis there is nothing to tell, and the other metrics are wanted all the more.
      const counts = await queue.counts().catch(() => undefined);
      this.reset();
      for (const [state, count] of Object.entries(counts ?? {}))
        this.set({ queue: 'jobs', state }, count);
    },
  });
}
