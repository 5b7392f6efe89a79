import { createLeases, type Leases } from '@books/storage/lease';
import { openSqliteStore } from '@books/storage/sqlite-store';
import { expect, test, vi } from 'vitest';
import { whileHolding } from './hold-lease.ts';

function twoWorkers() {
  const { system } = openSqliteStore(':memory:');
  let nowMs = 0;
  const leasesOf = (holder: string) =>
    createLeases({ records: system, now: () => new Date(nowMs), holder, durationMs: 1000 });
  const pass = (ms: number) => {
    nowMs += ms;
  };
  return { one: leasesOf('one'), two: leasesOf('two'), pass };
}

const hold = (leases: Leases, work: (signal: AbortSignal) => Promise<unknown>, waitAtMostMs = 0) =>
  whileHolding(
    {
      leases,
      name: 'refresh',
      renewEveryMs: 5,
      waitAtMostMs,
      signal: new AbortController().signal,
    },
    work,
  );

test('keeps others away until the work is done', async () => {
  const { one, two } = twoWorkers();
  const gate = Promise.withResolvers<void>();
  const working = hold(one, () => gate.promise);
  await expect(hold(two, async () => 'too early')).rejects.toThrow('somebody else');
  gate.resolve();
  await working;
  expect(await hold(two, async () => 'now')).toBe('now');
});

test('waits for the lease of one who has died', async () => {
  const { one, two, pass } = twoWorkers();
  await one.hold('refresh');
  const working = hold(two, async () => 'done', 10_000);
  pass(1001);
  expect(await working).toBe('done');
});

test('renews the lease while the work goes on', async () => {
  const { one, two, pass } = twoWorkers();
  const attempts: boolean[] = [];
  await hold(one, async () => {
    for (let n = 0; n < 5; n += 1) {
      pass(900);
      attempts.push(await two.hold('refresh'));
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  });
  expect(attempts).toEqual([false, false, false, false, false]);
});

test('tells the work when the lease is lost', async () => {
  const { one, two, pass } = twoWorkers();
  const work = hold(one, async (signal) => {
    pass(1001);
    await two.hold('refresh');
    await vi.waitFor(() => expect(signal.aborted).toBe(true));
    throw signal.reason;
  });
  await expect(work).rejects.toThrow('lost');
});

test('frees the lease when the work fails', async () => {
  const { one, two } = twoWorkers();
  await expect(hold(one, async () => Promise.reject(new Error('broken')))).rejects.toThrow(
    'broken',
  );
  expect(await two.hold('refresh')).toBe(true);
});
