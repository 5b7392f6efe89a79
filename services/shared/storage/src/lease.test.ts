import { expect, test } from 'vitest';
import { createLeases } from './lease.ts';
import { openSqliteStore } from './sqlite-store.ts';

function twoWorkers() {
  const { system } = openSqliteStore(':memory:');
  let nowMs = 0;
  const leasesOf = (holder: string) =>
    createLeases({ records: system, now: () => new Date(nowMs), holder, durationMs: 1000 });
  return {
    one: leasesOf('one'),
    two: leasesOf('two'),
    pass: (ms: number) => {
      nowMs += ms;
    },
  };
}

test('lets one hold a lease at a time', async () => {
  const { one, two } = twoWorkers();
  expect(await one.hold('refresh')).toBe(true);
  expect(await two.hold('refresh')).toBe(false);
  expect(await two.hold('other')).toBe(true);
});

test('gives one winner to those who ask at the same moment', async () => {
  const { one, two } = twoWorkers();
  const results = await Promise.all([one.hold('refresh'), two.hold('refresh')]);
  expect(results.filter(Boolean)).toHaveLength(1);
});

test('goes to another when its holder has not renewed it', async () => {
  const { one, two, pass } = twoWorkers();
  await one.hold('refresh');
  pass(900);
  expect(await one.hold('refresh')).toBe(true);
  pass(900);
  expect(await two.hold('refresh')).toBe(false);
  pass(200);
  expect(await two.hold('refresh')).toBe(true);
  expect(await one.hold('refresh')).toBe(false);
});

test('goes to another at once when it is released, but not by a stranger', async () => {
  const { one, two } = twoWorkers();
  await one.hold('refresh');
  await two.release('refresh');
  expect(await two.hold('refresh')).toBe(false);
  await one.release('refresh');
  expect(await two.hold('refresh')).toBe(true);
});
