import { expect, test } from 'vitest';
import { parseMetrics } from './metrics.ts';

const TEXT = `# HELP jobs_seconds Time of a job
# TYPE jobs_seconds histogram
jobs_seconds_bucket{le="1",job="a",outcome="ok"} 2
jobs_seconds_bucket{le="+Inf",job="a",outcome="ok"} 3
jobs_seconds_sum{job="a",outcome="ok"} 4.5
jobs_seconds_count{job="a",outcome="ok"} 3
jobs_seconds_count{job="b",outcome="ok"} 4
up 1
`;

test('knows the labels of a histogram by its name, without its buckets', () => {
  const { labelsByName } = parseMetrics(TEXT);
  expect([...labelsByName.keys()]).toEqual(['jobs_seconds', 'up']);
  expect([...(labelsByName.get('jobs_seconds') ?? [])]).toEqual(['job', 'outcome']);
});

test('adds up the series that carry the labels', () => {
  const { sum } = parseMetrics(TEXT);
  expect(sum('jobs_seconds_count', { job: 'a' })).toBe(3);
  expect(sum('jobs_seconds_count', {})).toBe(7);
  expect(sum('unknown', {})).toBe(0);
});
