import { aBook, aRating, bookId } from '@books/domain/testing/builders';
import { statsOf, type RatingStats } from '@books/domain/rating-stats';
import { createSilentLogger } from '@books/service-kit/logger';
import { createMetrics } from '@books/service-kit/metrics';
import { createLeases } from '@books/storage/lease';
import type { BookAudit, RatingAudit } from '@books/storage/rating-audit';
import type { SystemRecords } from '@books/storage/system-records';
import { openSqliteStore } from '@books/storage/sqlite-store';
import { describe, expect, test } from 'vitest';
import { auditBook } from './audit-book.ts';
import { createAuditMetrics } from './audit-metrics.ts';
import { auditRatings, type AuditRatingsDeps } from './audit-ratings.ts';

const dune = bookId('gb:1');
const logger = createSilentLogger();
const clock = () => new Date('2026-01-02T00:00:00Z');

const mismatch = (stored: RatingStats, counted: RatingStats, repaired: string[]): BookAudit => ({
  outcome: 'mismatch',
  stored,
  counted,
  repair: async () => {
    repaired.push('repaired');
    return true;
  },
});

/** An audit that finds one thing after the other. */
function finding(...audits: BookAudit[]) {
  let mismatches = 0;
  return {
    deps: {
      audit: { audit: async () => audits.shift() ?? { outcome: 'equal' as const } },
      logger,
      sleep: async () => {},
      onMismatch: () => (mismatches += 1),
    },
    mismatches: () => mismatches,
  };
}

describe('the audit of a book', () => {
  test('repairs and counts a mismatch that three looks find', async () => {
    const repaired: string[] = [];
    const same = mismatch(statsOf([4]), statsOf([4, 5]), repaired);
    const { deps, mismatches } = finding(same, same, same);
    expect(await auditBook(deps, dune)).toBe('repaired');
    expect([repaired.length, mismatches()]).toEqual([1, 1]);
  });

  test('leaves alone what a later look finds equal: the index was late', async () => {
    const repaired: string[] = [];
    const late = mismatch(statsOf([4]), statsOf([]), repaired);
    const { deps, mismatches } = finding(late, { outcome: 'equal' });
    expect(await auditBook(deps, dune)).toBe('equal');
    expect([repaired.length, mismatches()]).toEqual([0, 0]);
  });

  test('leaves alone what looks differently each time', async () => {
    const repaired: string[] = [];
    const { deps, mismatches } = finding(
      mismatch(statsOf([4]), statsOf([]), repaired),
      mismatch(statsOf([4, 5]), statsOf([4]), repaired),
    );
    expect(await auditBook(deps, dune)).toBe('changing');
    expect([repaired.length, mismatches()]).toEqual([0, 0]);
  });
});

describe('the audit of all books', () => {
  /** Books gb:0 to gb:(n-1) rated by ann, and an audit that ends after a number of passes. */
  async function auditOf(books: number) {
    const store = openSqliteStore(':memory:');
    for (let n = 0; n < books; n += 1) {
      await store.books.save(aBook({ book_id: `gb:${n}` }));
      await store.ratings.rate(aRating({ bookId: `gb:${n}`, userId: 'ann' }));
    }
    const metrics = createMetrics();
    const counts = createAuditMetrics(metrics, clock);
    const looked: string[] = [];
    const run = async (
      passes: number,
      overrides: Partial<AuditRatingsDeps> = {},
      stop = new AbortController(),
    ) => {
      let left = passes;
      const audit: RatingAudit = {
        walk: store.audit.walk,
        audit: async (id) => {
          looked.push(id);
          return store.audit.audit(id);
        },
      };
      await auditRatings(
        {
          ...counts,
          audit,
          system: store.system,
          leases: createLeases({
            records: store.system,
            now: clock,
            holder: 'w1',
            durationMs: 1000,
          }),
          clock,
          booksPerSecond: 10,
          logger,
          sleep: async () => {},
          onPass: () => {
            counts.onPass();
            left -= 1;
            if (left === 0) stop.abort();
          },
          ...overrides,
        },
        stop.signal,
      );
    };
    const metric = async (name: string) => metrics.registry.getSingleMetric(name)?.get();
    return { store, run, looked, metric };
  }

  test('looks at every book in each pass, and says when it has', async () => {
    const { run, looked, metric } = await auditOf(250);
    await run(2);
    expect(new Set(looked).size).toBe(250);
    expect(looked.length).toBe(500);
    expect((await metric('books_audit_last_pass_timestamp_seconds'))?.values[0]?.value).toBe(
      clock().getTime() / 1000,
    );
    expect((await metric('aggregate_mismatch_total'))?.values[0]?.value).toBe(0);
  });

  test('goes on where the worker before it stopped', async () => {
    const { run, looked, store } = await auditOf(250);
    const stop = new AbortController();
    const system: SystemRecords = {
      ...store.system,
      write: async (id, value, version) => {
        if (id === 'audit') stop.abort();
        return store.system.write(id, value, version);
      },
    };
    await run(1, { system }, stop);
    expect(looked.length).toBe(50);
    await run(1);
    expect(looked.length).toBe(250);
  });

  test('goes on after the store was away', async () => {
    const { run, store, looked } = await auditOf(3);
    let failures = 2;
    await run(1, {
      system: {
        ...store.system,
        read: async (id) => {
          if (failures > 0 && id === 'audit') {
            failures -= 1;
            throw new Error('the store is away');
          }
          return store.system.read(id);
        },
      },
    });
    expect(looked.length).toBe(3);
  });

  test('keeps to its pace', async () => {
    const { run } = await auditOf(4);
    const pauses: number[] = [];
    await run(1, { booksPerSecond: 20, sleep: async (ms) => pauses.push(ms) });
    expect(pauses).toEqual([50, 50, 50, 50]);
  });

  test('leaves the work to another worker who has the lease', async () => {
    const { run, store, looked } = await auditOf(3);
    const other = createLeases({
      records: store.system,
      now: clock,
      holder: 'w2',
      durationMs: 1000,
    });
    await other.hold('audit');
    let waits = 0;
    await run(1, {
      sleep: async (ms) => {
        if (ms !== 5000) return;
        waits += 1;
        expect(looked).toEqual([]);
        await other.release('audit');
      },
    });
    expect(waits).toBe(1);
    expect(looked.length).toBe(3);
  });
});
