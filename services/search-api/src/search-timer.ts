import type { Metrics } from '@books/service-kit/metrics';
import type { Context } from 'hono';
import { Histogram } from 'prom-client';

export type SearchKind = 'basic' | 'advanced' | 'prefix' | 'suggest';

/** Measures searches: for operators as a metric, for whoever asked as `Server-Timing`. */
export type SearchTimer = {
  time<Answer>(c: Context, kind: SearchKind, search: () => Promise<Answer>): Promise<Answer>;
};

export type TimerDeps = { readonly timer: SearchTimer };

/** Seconds; most searches take less than a millisecond. */
const DURATION_BUCKETS = [
  0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1,
];

export function createSearchTimer({ registry }: Metrics): SearchTimer {
  const duration = new Histogram({
    name: 'books_search_duration_seconds',
    help: 'Time that the search engine takes for an answer',
    labelNames: ['kind'],
    buckets: DURATION_BUCKETS,
    registers: [registry],
  });
  return {
    async time(c, kind, search) {
      const startedAtMs = performance.now();
      const answer = await search();
      const tookMs = performance.now() - startedAtMs;
      duration.observe({ kind }, tookMs / 1000);
      c.header('server-timing', `search;dur=${tookMs.toFixed(2)}`);
      return answer;
    },
  };
}
