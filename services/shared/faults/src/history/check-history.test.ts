import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkHistory } from './check-history.ts';
import type { Operation, Read, Removal, Write } from './history.ts';

/** An operation of ann on Dune from one time to another. */
const during = (
  invokedAt: number,
  completedAt: number,
  what: Write | Removal | Read,
): Operation => ({ reader: 'ann', book: 'dune', invokedAt, completedAt, ...what });

const wrote = (stars: number, ratedAtMs: number, more: Partial<Write> = {}): Write => ({
  kind: 'write',
  stars,
  ratedAtMs,
  outcome: 'acknowledged',
  ...more,
});
const mayHaveWritten = (stars: number): Write => ({ kind: 'write', stars, outcome: 'unknown' });
const mayHaveRemoved: Removal = { kind: 'removal', outcome: 'unknown' };
const removed: Removal = { kind: 'removal', outcome: 'acknowledged' };
const saw = (stars: number, ratedAtMs: number, version?: number): Read => ({
  kind: 'read',
  seen: { stars, ratedAtMs },
  ...(version !== undefined && { version }),
});
const sawNothing: Read = { kind: 'read' };

const verdict = (...operations: Operation[]) => {
  const { lost, doubled, undecided } = checkHistory(operations);
  expect(undecided).toEqual([]);
  return { lost: lost.length, doubled: doubled.length };
};
const FINE = { lost: 0, doubled: 0 };

describe('the history checker', () => {
  test('is content with a rating that is read as it was given', () => {
    expect(verdict(during(0, 1, wrote(4, 100)), during(2, 3, saw(4, 100, 1)))).toEqual(FINE);
  });

  test('notices an acknowledged rating that is gone', () => {
    const history = [during(0, 1, wrote(4, 100)), during(2, 3, sawNothing)];
    expect(verdict(...history).lost).toBe(1);
  });

  test('notices that an older rating is there again', () => {
    const history = [
      during(0, 1, wrote(4, 100)),
      during(2, 3, wrote(2, 200)),
      during(4, 5, saw(4, 100)),
    ];
    expect(verdict(...history).lost).toBe(1);
  });

  test('tells two ratings of the same stars apart by their time', () => {
    const history = [
      during(0, 1, wrote(4, 100)),
      during(2, 3, wrote(4, 200)),
      during(4, 5, saw(4, 100)),
    ];
    expect(verdict(...history).lost).toBe(1);
  });

  test('lets an unanswered rating take effect, or not, or later', () => {
    const before = [during(0, 1, wrote(4, 100)), during(2, Infinity, mayHaveWritten(1))];
    expect(verdict(...before, during(4, 5, saw(4, 100)))).toEqual(FINE);
    expect(verdict(...before, during(4, 5, saw(1, 150)))).toEqual(FINE);
    const late = [...before, during(4, 5, saw(4, 100)), during(6, 7, saw(1, 150))];
    expect(verdict(...late)).toEqual(FINE);
  });

  test('decides at once where many requests were never answered', () => {
    const unanswered = Array.from({ length: 60 }, (_, n) =>
      during(n, Infinity, n % 3 === 0 ? mayHaveRemoved : mayHaveWritten(1 + (n % 2))),
    );
    const kept = [...unanswered, during(70, 71, wrote(5, 100)), during(80, 81, saw(2, 90))];
    expect(verdict(...kept)).toEqual(FINE);
    const lost = [...unanswered, during(70, 71, wrote(5, 100)), during(80, 81, saw(3, 90))];
    expect(verdict(...lost).lost).toBe(1);
  });

  test('does not let an unanswered rating take effect twice', () => {
    const history = [
      during(0, Infinity, mayHaveWritten(1)),
      during(1, 2, saw(1, 50)),
      during(3, 4, wrote(4, 100)),
      during(5, 6, saw(1, 50)),
    ];
    expect(verdict(...history).lost).toBe(1);
  });

  test('lets either of two ratings at the same moment win, but not both in turn', () => {
    const both = [during(0, 10, wrote(1, 100)), during(0, 10, wrote(5, 101))];
    expect(verdict(...both, during(11, 12, saw(1, 100)))).toEqual(FINE);
    expect(verdict(...both, during(11, 12, saw(5, 101)))).toEqual(FINE);
    const inTurn = [during(11, 12, saw(1, 100)), during(13, 14, saw(5, 101))];
    expect(verdict(...both, ...inTurn).lost).toBe(1);
  });

  test('notices a first rating that was not the first', () => {
    const history = [
      during(0, 1, wrote(4, 100, { wasFirst: true })),
      during(2, 3, wrote(3, 200, { wasFirst: true })),
    ];
    expect(verdict(...history).lost).toBe(1);
  });

  test('notices a removed rating that came back', () => {
    const history = [during(0, 1, wrote(4, 100)), during(2, 3, removed), during(4, 5, saw(4, 100))];
    expect(verdict(...history).lost).toBe(1);
  });

  test('lets an unanswered removal explain why the next one found nothing', () => {
    const history = [
      during(0, 1, wrote(4, 100)),
      during(2, Infinity, { kind: 'removal', outcome: 'unknown' }),
      during(4, 5, sawNothing),
    ];
    expect(verdict(...history)).toEqual(FINE);
  });

  test('notices more writes than there were requests, and fewer', () => {
    const writes = [
      during(0, 1, wrote(4, 100)),
      during(2, Infinity, mayHaveWritten(4)),
      during(3, 4, wrote(4, 200)),
    ];
    for (const version of [2, 3]) {
      expect(verdict(...writes, during(5, 6, saw(4, 200, version)))).toEqual(FINE);
    }
    expect(verdict(...writes, during(5, 6, saw(4, 200, 4)))).toEqual({ lost: 0, doubled: 1 });
    expect(verdict(...writes, during(5, 6, saw(4, 200, 1)))).toEqual({ lost: 1, doubled: 0 });
  });

  test('does not count what was refused', () => {
    const history = [
      during(0, 1, wrote(4, 100)),
      during(2, 3, { kind: 'write', stars: 1, outcome: 'refused' }),
      during(4, 5, saw(4, 100, 1)),
    ];
    expect(verdict(...history)).toEqual(FINE);
    expect(checkHistory(history)).toMatchObject({ acknowledged: 1, refused: 1, reads: 1 });
  });

  test('is content with whatever a true register does, and notices when one write is dropped', () => {
    const steps = fc.array(
      fc.record({ stars: fc.integer({ min: 1, max: 5 }), isRemoval: fc.boolean() }),
      { minLength: 1, maxLength: 12 },
    );
    fc.assert(
      fc.property(steps, (changes) => {
        const history: Operation[] = [];
        let seen: Read['seen'];
        for (const [n, { stars, isRemoval }] of changes.entries()) {
          const at = 4 * n;
          if (isRemoval && seen !== undefined) history.push(during(at, at + 1, removed));
          if (!isRemoval) history.push(during(at, at + 1, wrote(stars, at)));
          seen = isRemoval ? undefined : { stars, ratedAtMs: at };
          history.push(during(at + 2, at + 3, { kind: 'read', ...(seen && { seen }) }));
        }
        expect(verdict(...history)).toEqual(FINE);
        const lastWrite = history.findLastIndex(({ kind }) => kind === 'write');
        if (lastWrite === -1) return;
        // What the register would have shown had it dropped the last write.
        const dropped = history.slice(0, lastWrite + 1);
        dropped.push(during(1000, 1001, sawNothing));
        expect(verdict(...dropped).lost).toBe(1);
      }),
    );
  });
});
