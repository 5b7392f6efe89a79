import { expect, test } from 'vitest';
import { createWritePacer } from './write-pacer.ts';

/** A clock that stands still but for sleeping. */
function someTime() {
  let milliseconds = Date.UTC(2026, 0, 1);
  const pauses: number[] = [];
  return {
    pauses,
    now: () => new Date(milliseconds),
    sleep: async (duration: number) => {
      pauses.push(duration);
      milliseconds += duration;
    },
  };
}

test('lets the first write through and holds the next one until it is paid for', async () => {
  const time = someTime();
  const pacer = createWritePacer(100, time);
  await pacer.waitForTurn();
  pacer.spend(25); // a quarter of a second at 100 units a second
  await pacer.waitForTurn();
  expect(time.pauses).toEqual([250]);
});

test('adds up what several writes under way have cost', async () => {
  const time = someTime();
  const pacer = createWritePacer(100, time);
  for (const units of [25, 25, 50]) pacer.spend(units);
  await pacer.waitForTurn();
  expect(time.pauses).toEqual([1000]);
});

test('does not save up what idle time would have allowed', async () => {
  const time = someTime();
  const pacer = createWritePacer(100, time);
  pacer.spend(10);
  await time.sleep(60_000);
  pacer.spend(50);
  await pacer.waitForTurn();
  expect(time.pauses).toEqual([60_000, 500]);
});
