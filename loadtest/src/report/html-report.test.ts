import { expect, test } from 'vitest';
import { readSummary } from '../summary.ts';
import { htmlReport } from './html-report.ts';

const run = {
  seconds: 60,
  metrics: {
    http_reqs: { values: { count: 120, rate: 2 } },
    'http_req_duration{endpoint:book}': {
      values: { count: 120, med: 1.5, 'p(95)': 12.5, 'p(99)': 20, max: 30 },
      thresholds: { 'p(95)<=10': { ok: false } },
    },
  },
  timeline: [
    { seconds: 1, requestsPerSecond: 2, p50: 1, p95: 2, p99: 3, failed: 0, wrong: 0, underWay: 1 },
    { seconds: 2, requestsPerSecond: 0, failed: 0, wrong: 0, underWay: 0 },
  ],
  endedBy: 'interrupted',
};

test('shows figures, broken thresholds and how the run ended, with names as text', () => {
  const page = htmlReport({
    title: 'smoke against <http://somewhere>',
    beganAt: new Date('2026-01-02T03:04:05Z'),
    run,
    summary: readSummary(JSON.stringify(run)),
  });
  expect(page).toContain('<h1>smoke against &lt;http://somewhere&gt;</h1>');
  expect(page).toContain('not every threshold holds');
  expect(page).toContain('Ended early: interrupted');
  expect(page).toContain('<td>book</td><td>120</td><td>1.5</td><td>12.5</td>');
  expect(page).toContain('<td class="bad">BROKEN</td>');
  expect(page.match(/<svg/g)?.length).toBe(4);
});
