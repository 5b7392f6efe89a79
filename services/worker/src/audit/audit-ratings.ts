import type { BookId } from '@books/domain/ids';
import type { Clock } from '@books/service-kit/clock';
import type { Leases } from '@books/storage/lease';
import type { RatingAudit } from '@books/storage/rating-audit';
import type { SystemRecords } from '@books/storage/system-records';
import { z } from 'zod';
import { auditBook, type AuditBookDeps, type BookAuditOutcome } from './audit-book.ts';

export type AuditRatingsDeps = Omit<AuditBookDeps, 'audit'> & {
  readonly audit: RatingAudit;
  readonly system: SystemRecords;
  /** A lease must last longer than a step: some {@link STEP_SECONDS} seconds, and more where it finds something. */
  readonly leases: Leases;
  readonly clock: Clock;
  readonly booksPerSecond: number;
  readonly onBook: (outcome: BookAuditOutcome) => void;
  /** Told when every book has been looked at once. */
  readonly onPass: () => void;
};

/** Where the walk stands, so that the next worker goes on there. */
const PLACE_ID = 'audit';
const Place = z.object({ next: z.string().optional() });

/** Time between two notes of the place. */
const STEP_SECONDS = 5;
/** Time before the next try when the store is away or another worker has the lease, in milliseconds. */
const PAUSE_MS = 5000;

/**
 * Looks at one book after the other, pass after pass, slowly enough to disturb nobody, until the signal is aborted. One
 * worker at a time does it. Never fails: what goes wrong is logged and tried again.
 */
export async function auditRatings(deps: AuditRatingsDeps, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      if (await deps.leases.hold('audit')) await auditStep(deps, signal);
      else await deps.sleep(PAUSE_MS);
    } catch (error) {
      if (signal.aborted) break;
      deps.logger.warn({ err: error }, 'audit interrupted');
      await deps.sleep(PAUSE_MS).catch(() => {});
    }
  }
  await deps.leases.release('audit').catch(() => {});
}

async function auditStep(deps: AuditRatingsDeps, signal: AbortSignal): Promise<void> {
  const { system, audit, booksPerSecond, onPass } = deps;
  const record = await system.read(PLACE_ID);
  const place = Place.safeParse(record?.value).data?.next;
  const { bookIds, next } = await audit.walk(place, Math.min(booksPerSecond * STEP_SECONDS, 1000));
  for (const bookId of bookIds) {
    if (signal.aborted) return;
    await auditAtPace(deps, bookId);
  }
  // An empty store is asked now and then, not all the time.
  if (bookIds.length === 0) await deps.sleep(PAUSE_MS);
  await system.write(PLACE_ID, { next }, record?.version ?? 0);
  if (next === undefined) onPass();
}

async function auditAtPace(deps: AuditRatingsDeps, bookId: BookId): Promise<void> {
  const { clock, booksPerSecond, onBook } = deps;
  const startedAtMs = clock().getTime();
  onBook(await auditBook(deps, bookId));
  const restMs = 1000 / booksPerSecond - (clock().getTime() - startedAtMs);
  if (restMs > 0) await deps.sleep(restMs);
}
