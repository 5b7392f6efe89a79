import type { ProcessName } from '@books/topology/processes';

/**
 * What readers are promised, said once: dashboards show it, alerts watch it, load tests fail when it is broken.
 * docs/slo.md explains it to people.
 */
export type Slo = {
  readonly api: ApiName;
  /** Share of requests that are answered without an error of ours (5xx). */
  readonly availability: number;
  /** Share of requests that are answered within the time. */
  readonly latency: {
    readonly share: number;
    /** One of the buckets of `http_request_duration_seconds`, or nothing could be told of it. */
    readonly seconds: number;
  };
};

export type ApiName = Exclude<ProcessName, 'worker'>;

export const SLOS: readonly Slo[] = [
  { api: 'search-api', availability: 0.999, latency: { share: 0.99, seconds: 0.1 } },
  { api: 'bookdetail-api', availability: 0.999, latency: { share: 0.99, seconds: 0.1 } },
  { api: 'ratings-api', availability: 0.999, latency: { share: 0.99, seconds: 0.25 } },
  { api: 'recommendation-api', availability: 0.999, latency: { share: 0.99, seconds: 0.25 } },
];

/** The period over which the shares are counted, in days. */
export const SLO_WINDOW_DAYS = 30;

/**
 * How fast the error budget may go before somebody is told: a factor of 1 uses it up in exactly the window. Both
 * windows have to be over the factor, so that an alert is neither late nor stays after the end (Google, The Site
 * Reliability Workbook, chapter 5, table 5-8).
 */
export type BurnRate = {
  readonly factor: number;
  readonly longWindow: string;
  readonly shortWindow: string;
  readonly severity: 'page' | 'ticket';
};

export const BURN_RATES: readonly BurnRate[] = [
  // 2 % of the budget in an hour, 5 % in six, 10 % in three days.
  { factor: 14.4, longWindow: '1h', shortWindow: '5m', severity: 'page' },
  { factor: 6, longWindow: '6h', shortWindow: '30m', severity: 'page' },
  { factor: 1, longWindow: '3d', shortWindow: '6h', severity: 'ticket' },
];

/**
 * 95 of 100 answers come within these milliseconds at an open arrival of 500 requests a second on a laptop; what
 * `npm run loadtest -- arrival` fails on.
 */
export const ARRIVAL_P95_MS = {
  search: 10,
  book: 10,
  rate: 40,
  recommendations: 15,
} as const;
