import { expect, test } from 'vitest';
import { timingOf } from './measure.ts';

test('takes the smallest time that the share of requests stays within', () => {
  const oneToTwenty = Array.from({ length: 20 }, (_, n) => 20 - n);
  expect(timingOf(oneToTwenty)).toEqual({ requests: 20, p50: 10, p95: 19, max: 20 });
});

test('takes the only time there is for everything', () => {
  expect(timingOf([1.234])).toEqual({ requests: 1, p50: 1.23, p95: 1.23, max: 1.23 });
});
