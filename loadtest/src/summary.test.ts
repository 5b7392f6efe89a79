import { expect, test } from 'vitest';
import { isGood, readSummary, summaryText } from './summary.ts';

const read = (metrics: object) => readSummary(JSON.stringify({ metrics }));
const asked = { http_reqs: { values: { count: 10, rate: 2 } } };

test('a run is good when something was asked and every threshold holds', () => {
  expect(isGood(read(asked))).toBe(true);
  expect(isGood(read({}))).toBe(false);
  const broken = {
    wrong_answers: { values: { count: 1 }, thresholds: { 'count==0': { ok: false } } },
  };
  const summary = read({ ...asked, ...broken });
  expect(isGood(summary)).toBe(false);
  expect(summaryText(summary)).toContain('1 wrong answers\nBROKEN  wrong_answers: count==0');
});

test('says so when the generator was late or could not begin a step', () => {
  const text = summaryText(
    read({
      ...asked,
      dropped_iterations: { values: { count: 3 } },
      start_lateness: { values: { 'p(99)': 4.25 } },
    }),
  );
  expect(text).toContain('3 steps did not begin');
  expect(text).toContain('99 of 100 steps began within 4.3 ms');
});
