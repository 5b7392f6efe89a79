import type { Metrics } from '@books/service-kit/metrics';
import type { Clock } from '@books/service-kit/clock';
import { Counter, Gauge } from 'prom-client';
import { BOOK_AUDIT_OUTCOMES } from './audit-book.ts';
import type { AuditRatingsDeps } from './audit-ratings.ts';

/** Counts what the audit finds. */
export function createAuditMetrics(
  { registry }: Metrics,
  clock: Clock,
): Pick<AuditRatingsDeps, 'onBook' | 'onMismatch' | 'onPass'> {
  const registers = [registry];
  const mismatches = new Counter({
    name: 'aggregate_mismatch_total',
    help: 'Books whose stats were not those of their ratings; must stay 0',
    registers,
  });
  const books = new Counter({
    name: 'books_audited_books_total',
    help: 'Books whose stats were compared with their ratings, by what came of it',
    labelNames: ['outcome'],
    registers,
  });
  for (const outcome of BOOK_AUDIT_OUTCOMES) books.inc({ outcome }, 0);
  const lastPass = new Gauge({
    name: 'books_audit_last_pass_timestamp_seconds',
    help: 'When every book had been compared once more; 0 before the first time',
    registers,
  });
  return {
    onBook: (outcome) => books.inc({ outcome }),
    onMismatch: () => mismatches.inc(),
    onPass: () => lastPass.set(clock().getTime() / 1000),
  };
}
