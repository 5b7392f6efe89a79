import { expect, test } from 'vitest';
import { ENDPOINTS, optionsOf, SCENARIO_NAMES } from './scenarios.ts';

test.each(SCENARIO_NAMES)('%s fails on a wrong answer and a failed request', (name) => {
  const { thresholds } = optionsOf(name);
  expect(thresholds['wrong_answers']).toMatchObject([{ threshold: 'count==0' }]);
  expect(thresholds['http_req_failed']).toMatchObject([{ threshold: 'rate==0' }]);
});

test.each(SCENARIO_NAMES.filter((name) => name !== 'strangers'))(
  '%s fails on a broken SLO',
  (name) => {
    const { thresholds } = optionsOf(name);
    for (const endpoint of Object.keys(ENDPOINTS)) {
      const selector = Object.keys(thresholds).find((key) => key.endsWith(`endpoint:${endpoint}}`));
      expect(thresholds[selector ?? '']?.[0]).toMatchObject({
        threshold: expect.stringMatching(/^p\(99\)<=(100|250)$/),
      });
    }
  },
);

test('an arrival makes the asked number of requests a second, whose steps make more than one each', () => {
  const { scenarios, thresholds } = optionsOf('arrival', { rate: 500, seconds: 10 });
  expect(scenarios['measured']).toMatchObject({ rate: 4250, timeUnit: '10s', duration: '10s' });
  expect(thresholds['http_req_duration{scenario:measured,endpoint:search}']).toContain('p(95)<=10');
});

test('a changing number of readers keeps its shape in another time', () => {
  expect(optionsOf('spike', { seconds: 60 }).scenarios['readers']).toMatchObject({
    stages: [
      { duration: '3s', target: 20 },
      { duration: '3s', target: 500 },
      { duration: '45s', target: 500 },
      { duration: '3s', target: 20 },
      { duration: '6s', target: 20 },
    ],
  });
});
