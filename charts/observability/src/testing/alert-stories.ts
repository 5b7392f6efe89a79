import { SLOS, type ApiName } from '@books/cdk8s/slo';

/** A series in promtool's notation, a value each interval: `0+60x30` is 0, then 60 more thirty times. */
type Series = { readonly series: string; readonly values: string };

/** What happens, when an alert has to fire for it and when it has to be over. */
export type AlertStory = {
  readonly alert: string;
  readonly interval: '1m' | '5m';
  readonly series: readonly Series[];
  readonly firesAt: string;
  readonly isOverAt: string;
  /** Labels of what fires, beside the name: one for each alert that does. */
  readonly fires: readonly Readonly<Record<string, string>>[];
  /** The summary of each, in the same order; not looked at where it is said by the rule alone. */
  readonly summaries?: readonly string[];
};

const BURNS = [
  { severity: 'page', window: '1h' },
  { severity: 'page', window: '6h' },
  { severity: 'ticket', window: '3d' },
];

/** Ten requests a second to each API; in the first hour a tenth of them fails. */
function failing(): AlertStory {
  const count = (api: ApiName, status: number) =>
    `http_request_duration_seconds_count{job="${api}",route="/x",status="${status}"}`;
  return {
    alert: 'ErrorBudgetBurn',
    interval: '5m',
    series: SLOS.flatMap(({ api }) => [
      { series: count(api, 200), values: '0+2700x12 35400+3000x180' },
      { series: count(api, 500), values: '0+300x12 3600+0x180' },
    ]),
    firesAt: '45m',
    isOverAt: '15h',
    fires: SLOS.flatMap(({ api }) => BURNS.map((burn) => ({ ...burn, api }))),
  };
}

/** Ten requests a second to each API; in the first hour a third of them is slow. */
function slow(): AlertStory {
  const count = 'http_request_duration_seconds_count';
  const bucket = 'http_request_duration_seconds_bucket';
  return {
    alert: 'LatencyBudgetBurn',
    interval: '5m',
    series: SLOS.flatMap(({ api, latency }) => {
      const labels = `job="${api}",route="/x",status="200"`;
      return [
        {
          series: `${bucket}{${labels},le="${latency.seconds}"}`,
          values: '0+2000x12 27000+3000x180',
        },
        { series: `${count}{${labels}}`, values: '0+3000x12 39000+3000x180' },
      ];
    }),
    firesAt: '45m',
    isOverAt: '15h',
    fires: SLOS.flatMap(({ api }) => BURNS.map((burn) => ({ ...burn, api }))),
  };
}

const ticket = { severity: 'ticket' };

export const ALERT_STORIES: readonly AlertStory[] = [
  failing(),
  slow(),
  {
    alert: 'ProcessAway',
    interval: '1m',
    series: [{ series: 'up{job="search-api",instance="pod-1"}', values: '1 0x20 1x20' }],
    firesAt: '10m',
    isOverAt: '30m',
    fires: [{ ...ticket, job: 'search-api', instance: 'pod-1' }],
    summaries: ['search-api at pod-1 does not answer Prometheus'],
  },
  {
    alert: 'StaleModel',
    interval: '1m',
    series: [
      { series: 'books_recommendation_age_seconds{model="ease"}', values: '200000x40 60x40' },
    ],
    firesAt: '20m',
    isOverAt: '60m',
    fires: [ticket],
    summaries: ['the recommendation model is 2d 7h 33m 20s old'],
  },
  {
    alert: 'StaleSearchIndex',
    interval: '1m',
    series: [{ series: 'books_search_index_age_seconds', values: '14400x40 60x40' }],
    firesAt: '20m',
    isOverAt: '60m',
    fires: [ticket],
    summaries: ['a search index is 4h 0m 0s old'],
  },
  {
    alert: 'DeadLetters',
    interval: '1m',
    series: [{ series: 'books_queue_jobs{queue="jobs",state="failed"}', values: '2x20 0x20' }],
    firesAt: '10m',
    isOverAt: '30m',
    fires: [ticket],
    summaries: ['2 jobs have failed for good'],
  },
  {
    alert: 'QueueBacklog',
    interval: '1m',
    series: [{ series: 'books_queue_jobs{queue="jobs",state="waiting"}', values: '150x30 3x30' }],
    firesAt: '20m',
    isOverAt: '45m',
    fires: [ticket],
    summaries: ['150 jobs wait for a worker'],
  },
  {
    alert: 'AggregateMismatch',
    interval: '1m',
    series: [{ series: 'aggregate_mismatch_total', values: '0x10 1x200' }],
    firesAt: '30m',
    isOverAt: '150m',
    fires: [{ severity: 'page' }],
    summaries: ['the stats of 1 books were not those of their ratings'],
  },
  {
    alert: 'CacheErrors',
    interval: '1m',
    series: [
      {
        series: 'books_cache_requests_total{cache="recommendations",result="hit"}',
        values: '0+90x90',
      },
      {
        series: 'books_cache_requests_total{cache="recommendations",result="error"}',
        values: '0+10x30 300x60',
      },
    ],
    firesAt: '20m',
    isOverAt: '60m',
    fires: [{ ...ticket, cache: 'recommendations' }],
    summaries: ['10% of the reads of the cache of recommendations fail; the store is read'],
  },
  {
    alert: 'StoreThrottled',
    interval: '1m',
    series: [
      {
        series:
          'books_dynamodb_request_duration_seconds_count{table="books",operation="GetItem",outcome="throttled"}',
        values: '0+300x30 9000x60',
      },
    ],
    firesAt: '20m',
    isOverAt: '60m',
    fires: [ticket],
    summaries: ['DynamoDB throttles 5 requests a second'],
  },
  {
    alert: 'EventLoopLag',
    interval: '1m',
    series: [
      {
        series: 'nodejs_eventloop_lag_p99_seconds{job="search-api",instance="pod-1"}',
        values: '0.5x20 0.01x20',
      },
    ],
    firesAt: '15m',
    isOverAt: '30m',
    fires: [{ ...ticket, job: 'search-api', instance: 'pod-1' }],
    summaries: ['search-api at pod-1 is late by 500ms'],
  },
  {
    alert: 'SearchIndexLag',
    interval: '1m',
    series: [
      {
        series: 'books_search_index_lag_seconds{job="search-api",instance="pod-1"}',
        values: '10x5 180x20 20x20',
      },
    ],
    firesAt: '15m',
    isOverAt: '35m',
    fires: [ticket],
    summaries: ['changed books are not found for 3m 0s'],
  },
];
