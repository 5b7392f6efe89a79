import type { ApiName } from '@books/cdk8s/slo';
import type { Dashboard, Panel } from '../panels.ts';
import { errorShare, latency, RATE_WINDOW, requestRate, slowShare, sloOf } from '../promql.ts';

/** Rate, errors and duration of an API by route, and the process that answers. */
function apiPanels(api: ApiName): Panel[] {
  const slo = sloOf(api);
  return [
    {
      title: 'Requests',
      description: 'Requests a second by route.',
      unit: 'reqps',
      queries: [{ expr: requestRate(api), legend: '{{route}}' }],
    },
    {
      title: 'Answers by status',
      description: 'Requests a second by status. 5xx are ours, 4xx are the clients’.',
      unit: 'reqps',
      queries: [{ expr: requestRate(api, 'status'), legend: '{{status}}' }],
    },
    {
      title: 'Latency',
      description: `How long answers take. The SLO: ${slo.latency.share * 100} % within ${slo.latency.seconds * 1000} ms.`,
      unit: 's',
      queries: [0.5, 0.95, 0.99].map((share) => ({
        expr: latency(api, share),
        legend: `p${share * 100}`,
      })),
    },
    {
      title: 'p95 by route',
      description: 'Which route is slow when the API is.',
      unit: 's',
      queries: [{ expr: latency(api, 0.95, 'route'), legend: '{{route}}' }],
    },
    {
      title: 'Errors and slow answers',
      description: 'Shares that use up the error budget.',
      unit: 'percentunit',
      queries: [
        { expr: errorShare(api, RATE_WINDOW), legend: 'failed' },
        { expr: slowShare(slo, RATE_WINDOW), legend: 'slower than the SLO' },
      ],
    },
    {
      title: 'Event-loop lag',
      description: 'Time that the process is late by. Above 50 ms it has too much to compute.',
      unit: 's',
      queries: [
        { expr: `nodejs_eventloop_lag_p99_seconds{job="${api}"}`, legend: 'p99 {{instance}}' },
        { expr: `nodejs_eventloop_lag_mean_seconds{job="${api}"}`, legend: 'mean {{instance}}' },
      ],
    },
    {
      title: 'CPU',
      description: 'Cores in use by each instance. One thread serves, so 1 is its limit.',
      unit: 'short',
      queries: [
        {
          expr: `rate(process_cpu_seconds_total{job="${api}"}[${RATE_WINDOW}])`,
          legend: '{{instance}}',
        },
      ],
    },
    {
      title: 'Memory',
      description: 'Resident memory of each instance.',
      unit: 'bytes',
      queries: [{ expr: `process_resident_memory_bytes{job="${api}"}`, legend: '{{instance}}' }],
    },
  ];
}

const dashboard = (
  api: ApiName,
  id: string,
  title: string,
  more: readonly Panel[] = [],
): Dashboard => ({
  id,
  title,
  description: `${api}: rate, errors, duration, and what is its own`,
  panels: [...more, ...apiPanels(api)],
});

/** What an API reads in caches before it asks the store. */
function factCaches(
  api: ApiName,
  {
    title,
    description,
    caches,
  }: Pick<Panel, 'title' | 'description'> & { readonly caches: readonly string[] },
): Panel {
  const reads = (selector: string) =>
    `sum by (cache) (rate(books_cache_requests_total{job="${api}",cache=~"${caches.join('|')}"${selector}}[${RATE_WINDOW}]))`;
  return {
    title,
    description,
    unit: 'percentunit',
    queries: [{ expr: `${reads(',result="hit"')} / ${reads('')}`, legend: '{{cache}}' }],
  };
}

export const BOOKS = dashboard('bookdetail-api', 'bookdetail-api', 'bookdetail-api', [
  factCaches('bookdetail-api', {
    title: 'Hit ratio of books and stats',
    description:
      'Share of records that were remembered in the process, and of stats that were in Redis.',
    caches: ['books', 'stats'],
  }),
]);

export const SEARCH = dashboard('search-api', 'search', 'search', [
  {
    title: 'Engine time by kind of search',
    description: 'p95 of the index itself, without HTTP.',
    unit: 's',
    queries: [
      {
        expr: `histogram_quantile(0.95, sum by (le, kind) (rate(books_search_duration_seconds_bucket[${RATE_WINDOW}])))`,
        legend: '{{kind}}',
      },
    ],
  },
  {
    title: 'Searches by kind',
    description: 'Searches a second.',
    unit: 'ops',
    queries: [
      {
        expr: `sum by (kind) (rate(books_search_duration_seconds_count[${RATE_WINDOW}]))`,
        legend: '{{kind}}',
      },
    ],
  },
  {
    title: 'Age of the index',
    description:
      'Since the store was read for the index in service. A new one comes every half hour.',
    unit: 's',
    queries: [{ expr: 'books_search_index_age_seconds', legend: '{{instance}}' }],
  },
  {
    title: 'Lag of the index',
    description:
      'Every change of a book that is older than this is in the index: up to half a minute, a look at the store.',
    unit: 's',
    queries: [{ expr: 'books_search_index_lag_seconds', legend: '{{instance}}' }],
  },
  {
    title: 'Delay of changes',
    description: 'p95 from the feed telling of a change until it is in the index. Promised: 2 s.',
    unit: 's',
    queries: [
      {
        expr: `histogram_quantile(0.95, sum by (le) (rate(books_search_change_delay_seconds_bucket[${RATE_WINDOW}])))`,
        legend: 'p95',
      },
    ],
  },
  {
    title: 'Books',
    description: 'Books that can be found, and how many of them changed since the index was built.',
    unit: 'short',
    queries: [
      { expr: 'books_search_index_books', legend: 'books {{instance}}' },
      { expr: 'books_search_index_delta_books', legend: 'changed {{instance}}' },
    ],
  },
  {
    title: 'Index in service',
    description: 'Pods by version of their index: one version, but for the time of an exchange.',
    unit: 'none',
    queries: [{ expr: 'count by (version) (books_search_index_info)', legend: '{{version}}' }],
  },
]);

export const RECOMMENDATIONS = dashboard(
  'recommendation-api',
  'recommendations',
  'recommendations',
  [
    {
      title: 'Cache',
      description: 'Reads of lists by what came of them. Errors are answered by computing.',
      unit: 'ops',
      queries: [
        {
          expr: `sum by (result) (rate(books_cache_requests_total{cache="recommendations"}[${RATE_WINDOW}]))`,
          legend: '{{result}}',
        },
      ],
    },
    {
      title: 'Hit ratio',
      description: 'Share of lists that were in the cache.',
      unit: 'percentunit',
      queries: [
        {
          expr: `sum(rate(books_cache_requests_total{cache="recommendations",result="hit"}[${RATE_WINDOW}])) / sum(rate(books_cache_requests_total{cache="recommendations"}[${RATE_WINDOW}]))`,
          legend: 'hits',
        },
      ],
    },
    factCaches('recommendation-api', {
      title: 'Hit ratio of readers',
      description:
        "Share of readers' newest ratings, and of what they do not want, that were in Redis when a list was made.",
      caches: ['latest_ratings', 'not_interested'],
    }),
    {
      title: 'Age of the model',
      description: 'Since the model in service was trained. It is made anew every night.',
      unit: 's',
      queries: [{ expr: 'books_recommendation_age_seconds', legend: '{{model}} {{instance}}' }],
    },
    {
      title: 'Quality of the model',
      description:
        'Of the model in service on held-out ratings, beside popularity, which it has to beat.',
      unit: 'percentunit',
      queries: [
        { expr: 'max by (measure) (books_recommendation_model_quality)', legend: '{{measure}}' },
      ],
    },
    {
      title: 'Model in service',
      description: 'Pods by version of their model.',
      unit: 'none',
      queries: [
        { expr: 'count by (version) (books_recommendation_model_info)', legend: '{{version}}' },
      ],
    },
    {
      title: 'Refresh runs',
      description: 'Models of the last day by what became of them. A refused one was no better.',
      unit: 'none',
      queries: [
        {
          expr: 'sum by (outcome) (increase(books_recommendation_refreshes_total[1d]))',
          legend: '{{outcome}}',
        },
      ],
    },
  ],
);

export const RATINGS = dashboard('ratings-api', 'ratings', 'ratings and auditor', [
  factCaches('ratings-api', {
    title: 'Hit ratio of facts',
    description:
      "Share of readers' newest ratings and of stats that were in Redis, and of records that were remembered in the process.",
    caches: ['latest_ratings', 'stats', 'books'],
  }),
  {
    title: 'Ratings written',
    description: 'First ratings (201) and changed ones (200) a second.',
    unit: 'ops',
    queries: [
      {
        expr: `sum by (status) (rate(http_request_duration_seconds_count{job="ratings-api",route="/books/:book_id/rate"}[${RATE_WINDOW}]))`,
        legend: '{{status}}',
      },
    ],
  },
  {
    title: 'Aggregates that did not match',
    description:
      'Books whose mean or count was not that of their ratings. Anything but 0 is a fault of ours.',
    unit: 'none',
    queries: [{ expr: 'sum(aggregate_mismatch_total)', legend: 'mismatches' }],
  },
  {
    title: 'Books audited',
    description: 'Books whose ratings were added up again, by what came of it.',
    unit: 'ops',
    queries: [
      {
        expr: `sum by (outcome) (rate(books_audited_books_total[${RATE_WINDOW}]))`,
        legend: '{{outcome}}',
      },
    ],
  },
  {
    title: 'Invalidations',
    description: 'p95 of making a reader’s next list a fresh one, by outcome.',
    unit: 's',
    queries: [
      {
        expr: `histogram_quantile(0.95, sum by (le, outcome) (rate(books_redis_operation_duration_seconds_bucket{operation="invalidate"}[${RATE_WINDOW}])))`,
        legend: '{{outcome}}',
      },
    ],
  },
]);
