/**
 * Metrics that pods are scaled by, said once: autoscalers ask for them, prometheus-adapter answers from these rules.
 */

/** Requests a second that a pod answers. */
export const REQUESTS_PER_SECOND = 'http_requests_per_second';
/** Jobs that wait or run, as a fact of the worker's Service. */
export const QUEUE_JOBS = 'books_queue_jobs_unfinished';

/** Long enough for four scrapes, so that one lost does not make a gap. */
const RATE_WINDOW = '1m';

/** One rule of prometheus-adapter's configuration. */
export type AdapterRule = {
  readonly seriesQuery: string;
  readonly resources: {
    readonly overrides: Readonly<Record<string, { readonly resource: string }>>;
  };
  readonly name: { readonly matches: string; readonly as: string };
  readonly metricsQuery: string;
};

export const ADAPTER_RULES: readonly AdapterRule[] = [
  {
    seriesQuery: 'http_request_duration_seconds_count{namespace!="",pod!=""}',
    resources: {
      overrides: { namespace: { resource: 'namespace' }, pod: { resource: 'pod' } },
    },
    name: { matches: '^http_request_duration_seconds_count$', as: REQUESTS_PER_SECOND },
    metricsQuery: `sum(rate(<<.Series>>{<<.LabelMatchers>>}[${RATE_WINDOW}])) by (<<.GroupBy>>)`,
  },
  {
    // A job with a priority is not among the waiting ones, and a running one must keep its worker.
    seriesQuery: 'books_queue_jobs{namespace!="",service!=""}',
    resources: {
      overrides: { namespace: { resource: 'namespace' }, service: { resource: 'service' } },
    },
    name: { matches: '^books_queue_jobs$', as: QUEUE_JOBS },
    // Every worker reports the same queue, so the largest of them and not their sum.
    metricsQuery:
      'sum(max(<<.Series>>{<<.LabelMatchers>>,state=~"waiting|prioritized|active"}) by (<<.GroupBy>>,queue,state)) by (<<.GroupBy>>)',
  },
];
