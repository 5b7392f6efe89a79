import { createMetrics } from '@books/service-kit/metrics';
import { expect, test } from 'vitest';
import { watchIndexFreshness } from './index-freshness.ts';

const noon = new Date('2026-01-10T12:00:00Z');
const after = (seconds: number) => new Date(noon.getTime() + seconds * 1000);

test('shows how far the index is behind, and how long changes took', async () => {
  const metrics = createMetrics();
  const time = { now: noon };
  const freshness = watchIndexFreshness(metrics, { clock: () => time.now, builtAt: noon });
  const shown = async () => (await metrics.registry.metrics()).split('\n');
  time.now = after(45);
  expect(await shown()).toContain('books_search_index_lag_seconds 45');
  freshness.caughtUp(after(40));
  freshness.applied(after(43.5));
  // By a clock that is ahead of ours.
  freshness.applied(after(46));
  const lines = await shown();
  expect(lines).toContain('books_search_index_lag_seconds 5');
  expect(lines).toContain('books_search_change_delay_seconds_bucket{le="1"} 1');
  expect(lines).toContain('books_search_change_delay_seconds_bucket{le="2"} 2');
});
