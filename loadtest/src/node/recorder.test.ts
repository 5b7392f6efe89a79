import { expect, test } from 'vitest';
import { createRecorder, type Asked } from './recorder.ts';

const asked = (over: Partial<Asked>): Asked => ({
  scenario: 'measured',
  endpoint: 'book',
  latencyMs: 1,
  isFailed: false,
  isWrong: false,
  ...over,
});

test('tells percentiles in milliseconds, to three figures', () => {
  const recorder = createRecorder(() => 10);
  for (let ms = 1; ms <= 100; ms += 1) recorder.ask(asked({ latencyMs: ms }));
  const values = recorder.valuesOf('http_req_duration{endpoint:book}');
  expect(values['count']).toBe(100);
  expect(values['med']).toBeCloseTo(50, 0);
  expect(values['p(95)']).toBeCloseTo(95, 0);
  expect(values['p(99)']).toBeCloseTo(99, 0);
  expect(values['max']).toBeCloseTo(100, 0);
  expect(values['min']).toBeCloseTo(1, 1);
});

test('keeps scenarios and endpoints apart, and adds them up where no selector does', () => {
  const recorder = createRecorder(() => 2);
  recorder.ask(asked({ scenario: 'warm_up', latencyMs: 900 }));
  recorder.ask(asked({ latencyMs: 5 }));
  recorder.ask(asked({ endpoint: 'search', latencyMs: 7, isWrong: true }));
  recorder.ask(asked({ endpoint: 'search', latencyMs: 8, isFailed: true, isWrong: true }));
  const max = (metric: string) => Math.round(recorder.valuesOf(metric)['max']!);
  expect(max('http_req_duration{scenario:measured,endpoint:book}')).toBe(5);
  expect(max('http_req_duration{scenario:measured}')).toBe(8);
  expect(max('http_req_duration')).toBe(900);
  expect(recorder.valuesOf('http_reqs')).toEqual({ count: 4, rate: 2 });
  expect(recorder.valuesOf('http_req_failed')).toEqual({ rate: 0.25, passes: 1, fails: 3 });
  expect(recorder.valuesOf('checks')).toEqual({ rate: 0.5, passes: 2, fails: 2 });
  expect(recorder.valuesOf('wrong_answers')).toEqual({ count: 2, rate: 1 });
});

test('counts steps that could not begin, by scenario', () => {
  const recorder = createRecorder(() => 1);
  recorder.drop('warm_up');
  recorder.drop('measured');
  recorder.drop('measured');
  expect(recorder.valuesOf('dropped_iterations{scenario:measured}')['count']).toBe(2);
});

test.each(['vus', 'http_req_duration{method:GET}'])('refuses %s, which is not told', (metric) => {
  expect(() => createRecorder(() => 1).valuesOf(metric)).toThrow(/is not measured|is told/);
});
