import type { BookId } from '@books/domain/ids';
import { isSameStats } from '@books/domain/rating-stats';
import type { Logger } from '@books/service-kit/logger';
import type { BookAudit, RatingAudit } from '@books/storage/rating-audit';

/** What became of a book that was looked at: `changing` ones are left for the next pass. */
export const BOOK_AUDIT_OUTCOMES = ['equal', 'changing', 'repaired', 'not_repaired'] as const;
export type BookAuditOutcome = (typeof BOOK_AUDIT_OUTCOMES)[number];

export type AuditBookDeps = {
  readonly audit: Pick<RatingAudit, 'audit'>;
  readonly logger: Logger;
  readonly sleep: (milliseconds: number) => Promise<unknown>;
  /** Told of each mismatch that stood, before it is repaired. */
  readonly onMismatch: () => void;
};

/** Looks that must find the same mismatch, and the time between them: an index of DynamoDB follows within a second. */
const LOOKS = 3;
const BETWEEN_LOOKS_MS = 5000;

/** Compares a book's stats with its ratings, and repairs them when they differ time and again. */
export async function auditBook(deps: AuditBookDeps, bookId: BookId): Promise<BookAuditOutcome> {
  let found = await deps.audit.audit(bookId);
  for (let look = 2; look <= LOOKS && found.outcome === 'mismatch'; look += 1) {
    await deps.sleep(BETWEEN_LOOKS_MS);
    const again = await deps.audit.audit(bookId);
    found = again.outcome !== 'mismatch' || isSameFinding(found, again) ? again : CHANGING;
  }
  if (found.outcome !== 'mismatch') return found.outcome;

  const { stored, counted } = found;
  deps.onMismatch();
  deps.logger.error({ bookId, stored, counted }, 'stats differ from the ratings');
  const isRepaired = await found.repair();
  deps.logger.warn({ bookId, isRepaired }, 'stats written anew');
  return isRepaired ? 'repaired' : 'not_repaired';
}

const CHANGING: BookAudit = { outcome: 'changing' };

type Mismatch = Extract<BookAudit, { outcome: 'mismatch' }>;

function isSameFinding(one: Mismatch, other: Mismatch): boolean {
  return isSameStats(one.stored, other.stored) && isSameStats(one.counted, other.counted);
}
