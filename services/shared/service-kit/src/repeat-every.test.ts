import { expect, test, vi } from 'vitest';
import { repeatEvery } from './repeat-every.ts';

test('goes on until it is ended, and waits for the work that is under way', async () => {
  let runs = 0;
  const gate = Promise.withResolvers<void>();
  const end = repeatEvery(1, async () => {
    runs += 1;
    if (runs === 3) await gate.promise;
  });
  await vi.waitFor(() => expect(runs).toBe(3));
  let isEnded = false;
  const ended = end().then(() => (isEnded = true));
  expect(isEnded).toBe(false);
  gate.resolve();
  await ended;
  expect(runs).toBe(3);
});
