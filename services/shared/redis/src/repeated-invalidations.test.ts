import { expect, test, vi } from 'vitest';
import { createRepeatedInvalidations } from './repeated-invalidations.ts';

const soon = { maxKeys: 3, intervalMs: 1 };

test('repeats an invalidation until it succeeds', async () => {
  let failuresLeft = 3;
  const repeats = createRepeatedInvalidations({
    ...soon,
    invalidate: async () => {
      failuresLeft -= 1;
      if (failuresLeft >= 0) throw new Error('away');
    },
  });
  repeats.add('ann');
  expect(repeats.isPending('ann')).toBe(true);
  await vi.waitFor(() => expect(repeats.count()).toBe(0));
  expect(failuresLeft).toBe(-1);
});

test('repeats again what failed while a repeat was under way', async () => {
  const gates = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  let calls = 0;
  const repeats = createRepeatedInvalidations({
    ...soon,
    invalidate: async () => {
      calls += 1;
      await gates[calls - 1]?.promise;
    },
  });
  repeats.add('ann');
  await vi.waitFor(() => expect(calls).toBe(1));
  repeats.add('ann');
  gates[0]?.resolve();
  await vi.waitFor(() => expect(calls).toBe(2));
  expect(repeats.isPending('ann')).toBe(true);
  gates[1]?.resolve();
  await vi.waitFor(() => expect(repeats.count()).toBe(0));
});

test('remembers no more keys than it may, the latest ones', () => {
  const repeats = createRepeatedInvalidations({ ...soon, invalidate: async () => {} });
  for (const key of ['ann', 'bob', 'cid', 'dan']) repeats.add(key);
  expect(repeats.count()).toBe(3);
  expect(repeats.isPending('ann')).toBe(false);
  expect(repeats.isPending('dan')).toBe(true);
});
