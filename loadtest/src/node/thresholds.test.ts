import { expect, test } from 'vitest';
import { holds, whatAborts } from './thresholds.ts';

test.each([
  ['p(95)<=10', { 'p(95)': 10 }, true],
  ['p(95)<=10', { 'p(95)': 10.01 }, false],
  ['count==0', { count: 0 }, true],
  ['count==0', { count: 1 }, false],
  ['rate==1', { rate: 0.999 }, false],
  ['rate<0.01', { rate: 0 }, true],
])('%s of %j: %s', (expression, values, isHeld) => {
  expect(holds(expression, values)).toBe(isHeld);
});

test('what was not seen at all is as it has to be', () => {
  expect(holds('p(99)<=100', { 'p(99)': NaN })).toBe(true);
});

test.each(['p95<=10', 'p(95)<=', 'fast'])('refuses %s, which is no threshold', (expression) => {
  expect(() => holds(expression, { 'p(95)': 1 })).toThrow('is no threshold');
});

test('refuses to ask for what is not told', () => {
  expect(() => holds('p(90)<=1', { 'p(95)': 1 })).toThrow('nothing is told of p(90)');
});

test('only thresholds that say so end a run', () => {
  const thresholds = {
    checks: ['rate==1'],
    wrong_answers: [{ threshold: 'count==0', abortOnFail: true, delayAbortEval: '10s' as const }],
  };
  const values = (wrong: number) => (metric: string) =>
    metric === 'checks' ? { rate: 0.5 } : { count: wrong };
  expect(whatAborts(thresholds, values(0))).toBeUndefined();
  expect(whatAborts(thresholds, values(3))).toBe('wrong_answers: count==0');
});
