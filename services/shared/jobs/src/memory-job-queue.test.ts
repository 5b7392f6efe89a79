import { describeJobQueue } from './job-queue.contract.ts';
import { createMemoryJobQueue } from './memory-job-queue.ts';

describeJobQueue('memory', async (parts) => {
  const queue = createMemoryJobQueue({ ...parts, delay: async () => {} });
  return { queue, close: queue.close };
});
