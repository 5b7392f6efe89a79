import type { CacheOperation } from '@books/redis/measured-operation';
import type { Metrics } from '@books/service-kit/metrics';
import { Histogram } from 'prom-client';

/** Seconds; the client gives up at 0.1. */
const DURATION_BUCKETS = [0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25];

/** Measures what the cache on Redis is asked for. */
export function createCacheMetrics({ registry }: Metrics) {
  const duration = new Histogram({
    name: 'books_redis_operation_duration_seconds',
    help: 'Time of an operation of the cache on Redis; skipped ones were not sent',
    labelNames: ['operation', 'outcome'],
    buckets: DURATION_BUCKETS,
    registers: [registry],
  });
  return {
    observe: ({ operation, outcome, durationSeconds }: CacheOperation) =>
      duration.observe({ operation, outcome }, durationSeconds),
  };
}
