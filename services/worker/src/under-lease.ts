import type { JobContext, JobHandler } from '@books/jobs/job-queue';
import type { JobName, JobPayload } from '@books/jobs/jobs';
import type { Leases } from '@books/storage/lease';
import { whileHolding } from './refresh/hold-lease.ts';

export type LeaseDeps = {
  readonly leases: Leases;
  /** How long a lease lasts that nobody renews, in milliseconds. */
  readonly leaseMs: number;
};

/**
 * A handler that does its work under the lease of this name: two at once wait for each other, and `signal` is aborted also
 * when the lease is lost.
 */
export function underLease<Name extends JobName>(
  { leases, leaseMs }: LeaseDeps,
  name: string,
  work: (payload: JobPayload<Name>, context: JobContext) => Promise<void>,
): JobHandler<Name> {
  return (payload, context) =>
    whileHolding(
      {
        leases,
        name,
        renewEveryMs: leaseMs / 4,
        waitAtMostMs: leaseMs * 2,
        signal: context.signal,
      },
      (signal) => work(payload, { ...context, signal }),
    );
}
