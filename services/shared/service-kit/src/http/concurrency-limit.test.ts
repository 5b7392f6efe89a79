import { describe, expect, test } from 'vitest';
import { createConcurrencyLimit, type ConcurrencyLimit } from './concurrency-limit.ts';

const SLOW_MS = 100;

function aLimit(initial: number, more: { min?: number; max?: number } = {}) {
  let time = 0;
  const limit = createConcurrencyLimit({ slowMs: SLOW_MS, initial, ...more });
  /** As many requests as there are places, which all take that long. */
  const round = (milliseconds: number) => {
    const enteredAt = time;
    const count = enterAll(limit);
    time += milliseconds;
    for (let n = 0; n < count; n += 1) limit.leave(enteredAt, time);
  };
  return { limit, round };
}

/** @returns how many were let in */
function enterAll(limit: ConcurrencyLimit): number {
  let count = 0;
  while (limit.tryEnter()) count += 1;
  return count;
}

describe('the limit of concurrent requests', () => {
  test('lets in as many as there are places, and another one when one has left', () => {
    const { limit } = aLimit(3);
    expect([enterAll(limit), limit.inFlight()]).toEqual([3, 3]);
    limit.leave(0, 1);
    expect(limit.tryEnter()).toBe(true);
    expect(limit.tryEnter()).toBe(false);
  });

  test('grows by about half a place a round while answers come in time', () => {
    const { limit, round } = aLimit(20);
    for (let n = 0; n < 10; n += 1) round(SLOW_MS);
    // Those of the first half to leave find the others there: each adds a twentieth, later somewhat less.
    expect(limit.limit()).toBe(24);
  });

  test('does not grow while hardly anybody is there', () => {
    const { limit } = aLimit(20);
    for (let n = 0; n < 1000; n += 1) {
      limit.tryEnter();
      limit.leave(n, n);
    }
    expect(limit.limit()).toBe(20);
  });

  test('shrinks by a tenth for all who were slow at the same time', () => {
    const { limit, round } = aLimit(100);
    round(SLOW_MS + 1);
    expect(limit.limit()).toBe(90);
    round(SLOW_MS + 1);
    expect(limit.limit()).toBe(81);
  });

  test('stays between its bounds', () => {
    const { limit, round } = aLimit(10, { min: 8, max: 12 });
    for (let n = 0; n < 50; n += 1) round(SLOW_MS + 1);
    expect(limit.limit()).toBe(8);
    for (let n = 0; n < 50; n += 1) round(1);
    expect(limit.limit()).toBe(12);
  });

  test('finds the capacity of what it protects', () => {
    const { limit, round } = aLimit(1000);
    // Up to 50 at a time take 40 ms; more than that wait for each other.
    for (let n = 0; n < 200; n += 1) round(40 * Math.max(1, limit.limit() / 50));
    // 125 at a time take 100 ms.
    expect(limit.limit()).toBeGreaterThan(110);
    expect(limit.limit()).toBeLessThanOrEqual(126);
  });
});
