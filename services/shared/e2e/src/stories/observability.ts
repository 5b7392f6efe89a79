import type { Stack } from '@books/stack/start-stack';
import type { ProcessName } from '@books/topology/processes';
import { expect, test, vi } from 'vitest';
import { createApi, newReader } from '../api.ts';
import { metricsOf } from '../metrics.ts';

const PATIENT = { timeout: 120_000, interval: 100 };
/** Time within which clients of Redis have come back to it, in milliseconds. */
const RECOVERY = { timeout: 10_000, interval: 100 };

const HTTP = { http_request_duration_seconds: ['method', 'route', 'status'] };
const STORE = { books_dynamodb_request_duration_seconds: ['operation', 'outcome', 'table'] };
const BUILD = { books_build_info: ['revision', 'version'] };
const CACHE = { books_cache_requests_total: ['cache', 'result'] };
const QUEUE = { books_queue_jobs: ['queue', 'state'] };

/** What each process tells when it has had something to do: metrics with their labels. */
const METRICS: Readonly<Record<ProcessName, Readonly<Record<string, readonly string[]>>>> = {
  'search-api': { ...HTTP, ...STORE, ...BUILD, ...CACHE },
  'bookdetail-api': { ...HTTP, ...STORE, ...BUILD, ...CACHE },
  'ratings-api': { ...HTTP, ...STORE, ...BUILD, ...CACHE, ...QUEUE },
  'recommendation-api': {
    ...HTTP,
    ...STORE,
    ...BUILD,
    ...QUEUE,
    ...CACHE,
    books_degraded: ['part'],
    books_recommendation_age_seconds: ['model'],
  },
  worker: { ...STORE, ...BUILD, ...QUEUE, books_job_duration_seconds: ['job', 'outcome'] },
};

export function observability(stack: () => Stack): void {
  test.each(Object.entries(METRICS) as [ProcessName, (typeof METRICS)[ProcessName]][])(
    '%s tells Prometheus what is watched of it',
    async (name, wanted) => {
      await useEverything(stack());
      // Redis may have come back just now: a queue that cannot be asked tells nothing.
      await vi.waitFor(async () => {
        const { labelsByName } = await metricsOf(stack(), name);
        const told = Object.keys(wanted).map(
          (metric) => [metric, [...(labelsByName.get(metric) ?? [])].sort()] as const,
        );
        expect(Object.fromEntries(told)).toEqual(wanted);
      }, RECOVERY);
    },
  );
}

async function useEverything(stack: Stack): Promise<void> {
  const api = createApi(stack.baseUrl);
  await api.book('gb:1');
  await api.search('hobbit');
  await api.rate(newReader(), 'gb:1', 4);
  await api.recommendations(newReader());
  if (await hasDoneJob(stack)) return;
  // The queue may not be there yet, see above.
  const jobId = await vi.waitFor(() => api.startRefresh(), RECOVERY);
  await vi.waitUntil(async () => (await api.refresh(jobId)).state === 'completed', PATIENT);
}

/** The worker may have been restarted since its last job. */
async function hasDoneJob(stack: Stack): Promise<boolean> {
  const { sum } = await metricsOf(stack, 'worker');
  return sum('books_job_duration_seconds_count', {}) > 0;
}
