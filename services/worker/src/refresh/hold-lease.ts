import { setTimeout as sleep } from 'node:timers/promises';
import type { Leases } from '@books/storage/lease';

export type HoldLeaseOptions = {
  readonly leases: Leases;
  readonly name: string;
  /** A third of the lease's duration or less, in milliseconds. */
  readonly renewEveryMs: number;
  /** How long to wait for somebody else's lease: longer than one lasts whose holder has died. */
  readonly waitAtMostMs: number;
  readonly signal: AbortSignal;
};

/**
 * Does `work` while holding a lease, renewing it all the time.
 *
 * @param work gets a signal that is aborted when the lease is lost
 * @throws Error when somebody else holds the lease for too long; whatever `work` throws
 */
export async function whileHolding<T>(
  { leases, name, renewEveryMs, waitAtMostMs, signal }: HoldLeaseOptions,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  for (let waitedMs = 0; !(await leases.hold(name)); waitedMs += renewEveryMs) {
    if (waitedMs >= waitAtMostMs) throw new Error(`somebody else has been at ${name} for too long`);
    await sleep(renewEveryMs, undefined, { signal });
  }
  const lost = new AbortController();
  const renewal = setInterval(() => {
    leases.hold(name).then(
      (isHeld) => !isHeld && lost.abort(new Error(`the lease of ${name} was lost`)),
      // The store is away for a moment: until the lease runs out it is still ours.
      () => {},
    );
  }, renewEveryMs);
  try {
    return await work(AbortSignal.any([signal, lost.signal]));
  } finally {
    clearInterval(renewal);
    // When the store is away the lease simply runs out.
    await leases.release(name).catch(() => {});
  }
}
