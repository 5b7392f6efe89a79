import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { createRequestDurations, type RequestDurations } from './request-durations.ts';

/** Seconds; fine below 100 ms, where most answers are. */
const DURATION_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** The metrics of one process. Each test has its own, so the registry is never the global one. */
export type Metrics = {
  readonly registry: Registry;
  readonly httpRequestDuration: RequestDurations;
};

export function createMetrics(): Metrics {
  const registry = new Registry();
  return {
    registry,
    httpRequestDuration: createRequestDurations(registry, DURATION_BUCKETS),
  };
}

/** Adds what concerns the process as a whole: memory, CPU, event-loop lag, build. Once per process. */
export function collectProcessMetrics(
  { registry }: Metrics,
  build: { readonly version: string; readonly revision: string },
): void {
  collectDefaultMetrics({ register: registry });
  new Gauge({
    name: 'books_build_info',
    help: 'Always 1; the labels tell what runs',
    labelNames: ['version', 'revision'],
    registers: [registry],
  }).set(build, 1);
}
