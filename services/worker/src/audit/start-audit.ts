import { setTimeout as sleep } from 'node:timers/promises';
import { auditRatings, type AuditRatingsDeps } from './audit-ratings.ts';

/** Starts the audit beside everything else. @returns ends it, between two books */
export function startAudit(deps: Omit<AuditRatingsDeps, 'sleep'>): () => Promise<void> {
  const stop = new AbortController();
  const { signal } = stop;
  const running = auditRatings(
    { ...deps, sleep: (ms) => sleep(ms, undefined, { signal }) },
    signal,
  );
  return async () => {
    stop.abort();
    await running;
  };
}
