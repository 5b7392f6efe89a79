import { Histogram, Registry } from 'prom-client';
import { expect, test } from 'vitest';
import { createRequestDurations } from './request-durations.ts';

const BOUNDS = [0.01, 0.1, 1];
const observations = [
  [{ method: 'GET', route: '/books/:book_id', status: 200 }, 0.01],
  [{ method: 'GET', route: '/books/:book_id', status: 200 }, 0.011],
  [{ method: 'GET', route: '/books/:book_id', status: 200 }, 7],
  [{ method: 'GET', route: '/books/:book_id', status: 404 }, 0.002],
  [{ method: 'POST', route: 'un"quoted\\route', status: 200 }, 0.5],
] as const;

test('tells what the histogram of prom-client tells', async () => {
  const ours = new Registry();
  const durations = createRequestDurations(ours, BOUNDS);
  const theirs = new Registry();
  const histogram = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time to answer a request, by route template',
    labelNames: ['method', 'route', 'status'],
    buckets: BOUNDS,
    registers: [theirs],
  });
  for (const [labels, seconds] of observations) {
    durations.of(labels)(seconds);
    histogram.observe(labels, seconds);
  }
  const linesOf = async (registry: Registry) => (await registry.metrics()).trim().split('\n');
  expect(await linesOf(ours)).toEqual(await linesOf(theirs));
});
