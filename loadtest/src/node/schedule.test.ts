import { expect, test } from 'vitest';
import { arrivalTimes, playArrivals, playUsers, usersAt } from './schedule.ts';
import type { ArrivalsExecutor, UsersExecutor } from '../load-options.ts';

const steadily = (rate: number, seconds: number, maxVUs = 1000) =>
  ({
    executor: 'constant-arrival-rate',
    exec: 'arrivals',
    rate,
    timeUnit: '1s',
    duration: `${seconds}s`,
    preAllocatedVUs: 1,
    maxVUs,
  }) satisfies ArrivalsExecutor;

test('a steady arrival is evenly spaced, from its begin on', () => {
  const times = [...arrivalTimes({ ...steadily(4, 2), startTime: '30s' })];
  expect(times).toEqual([30, 30.25, 30.5, 30.75, 31, 31.25, 31.5, 31.75]);
});

test('a growing arrival has as many steps as the area below its line, ever closer together', () => {
  const times = [
    ...arrivalTimes({
      executor: 'ramping-arrival-rate',
      exec: 'arrivals',
      startRate: 10,
      timeUnit: '1s',
      preAllocatedVUs: 1,
      maxVUs: 1,
      stages: [
        { duration: '10s', target: 30 },
        { duration: '5s', target: 30 },
      ],
    }),
  ];
  expect(times.length).toBe(200 + 150);
  expect(times.filter((at) => at < 5).length).toBeCloseTo(10 * 5 + 25, -1);
  const gaps = times.slice(1, 200).map((at, index) => at - times[index]!);
  expect(gaps.every((gap, index) => index === 0 || gap <= gaps[index - 1]! + 1e-9)).toBe(true);
});

test('as many users as the line says, in whole ones', () => {
  const executor: UsersExecutor = {
    executor: 'ramping-vus',
    exec: 'readers',
    startVUs: 20,
    stages: [
      { duration: '10s', target: 500 },
      { duration: '10s', target: 500 },
      { duration: '10s', target: 0 },
    ],
  };
  expect([0, 5, 10, 19, 25, 30, 99].map((at) => usersAt(executor, at))).toEqual([
    20, 260, 500, 500, 250, 0, 0,
  ]);
});

test('steps begin however long others take, with as many visitors as that needs', async () => {
  const done = Promise.withResolvers<void>();
  let begun = 0;
  let visitors = 0;
  const playing = playArrivals(steadily(100, 1, 100), {
    enter: () => (visitors += 1),
    takeStep: () => {
      begun += 1;
      // None ends before the last has begun.
      if (begun === 100) done.resolve();
      return done.promise;
    },
    drop: () => {},
    signal: new AbortController().signal,
  });
  await playing;
  expect({ begun, visitors }).toEqual({ begun: 100, visitors: 100 });
});

test('a step that finds too many under way is dropped and counted', async () => {
  const done = Promise.withResolvers<void>();
  let begun = 0;
  let dropped = 0;
  await playArrivals(steadily(50, 1, 10), {
    enter: (number) => number,
    takeStep: () => {
      begun += 1;
      return done.promise;
    },
    drop: () => {
      dropped += 1;
      if (dropped === 40) done.resolve();
    },
    signal: new AbortController().signal,
  });
  expect({ begun, dropped }).toEqual({ begun: 10, dropped: 40 });
});

test('a step that begins late is told when it was to begin', async () => {
  const startedAtMs = performance.now();
  const due: number[] = [];
  await playArrivals(steadily(100, 1), {
    enter: (number) => number,
    takeStep: async (number, dueAtMs) => {
      due.push(dueAtMs - startedAtMs);
      // This program is busy for a while: what was due meanwhile keeps its time.
      if (number === 1 && due.length === 1) while (performance.now() - startedAtMs < 300);
    },
    drop: () => {},
    signal: new AbortController().signal,
  });
  expect(due.length).toBe(100);
  const gaps = due.slice(1).map((at, index) => at - due[index]!);
  for (const gap of gaps) expect(gap).toBeCloseTo(10, 3);
});

test('a user takes one step at a time and thinks between two', async () => {
  let underWay = 0;
  let most = 0;
  const due: number[] = [];
  const ended: number[] = [];
  await playUsers(
    { executor: 'constant-vus', exec: 'readers', vus: 1, duration: '1s' },
    {
      enter: (number) => number,
      takeStep: async (_, dueAtMs) => {
        most = Math.max(most, (underWay += 1));
        due.push(dueAtMs);
        await Promise.resolve();
        underWay -= 1;
        ended.push(performance.now());
      },
      thinkMs: () => 150,
      signal: new AbortController().signal,
    },
  );
  expect(most).toBe(1);
  expect(due.length).toBeGreaterThan(1);
  expect(due.length).toBeLessThanOrEqual(7);
  due.slice(1).forEach((at, index) => expect(at - ended[index]!).toBeGreaterThanOrEqual(149));
});
