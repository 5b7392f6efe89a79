import { once } from 'node:events';
import type { JobContext } from '@books/jobs/job-queue';
import { expect, test } from 'vitest';
import { underLease } from './under-lease.ts';

const context: JobContext = { signal: new AbortController().signal, report: async () => {} };

test('work is told when its lease is lost', async () => {
  let held = 0;
  // Somebody else has it from the second time on.
  const leases = { hold: async () => (held += 1) === 1, release: async () => {} };
  const handler = underLease<'resume-erasures'>(
    { leases, leaseMs: 40 },
    'work',
    async (_, { signal }) => {
      if (!signal.aborted) await once(signal, 'abort');
      signal.throwIfAborted();
    },
  );
  await expect(handler({}, context)).rejects.toThrow('the lease of work was lost');
});
