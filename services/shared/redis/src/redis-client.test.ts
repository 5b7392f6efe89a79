import { expect, test } from 'vitest';
import { reconnectDelayMs } from './redis-client.ts';

test('waits longer after each failed connection, and a second at most', () => {
  expect([1, 2, 3, 5, 6, 100].map((attempt) => reconnectDelayMs(attempt, 1))).toEqual([
    50, 100, 200, 800, 1000, 1000,
  ]);
});

test('takes up to half of the wait away at random', () => {
  expect(reconnectDelayMs(100, 0)).toBe(500);
  expect(reconnectDelayMs(100, 0.5)).toBe(750);
});
