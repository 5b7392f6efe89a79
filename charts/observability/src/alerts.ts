import { BURN_RATES, SLOS, type ApiName, type BurnRate, type Slo } from '@books/cdk8s/slo';
import { allowedErrors, allowedSlow, errorShare, rounded, slowShare } from './promql.ts';

/** A rule as Prometheus reads it. */
export type Alert = {
  readonly alert: string;
  readonly expr: string;
  readonly for: string;
  readonly labels: {
    readonly severity: 'page' | 'ticket';
    readonly api?: ApiName;
    /** The longer one of a burn rate. */
    readonly window?: string;
  };
  readonly annotations: {
    readonly summary: string;
    /** Page of `docs/runbooks`. */
    readonly runbook: string;
  };
};

type RecordingRule = {
  readonly record: string;
  readonly expr: string;
  readonly labels: { readonly api: ApiName };
};

export type RuleGroup = {
  readonly name: string;
  readonly rules: readonly (Alert | RecordingRule)[];
};

/** Part of the budget: requests that failed, or that were too slow. */
type Budget = {
  readonly name: 'errors' | 'slow';
  readonly alert: string;
  readonly what: string;
  readonly runbook: string;
  readonly share: (slo: Slo, window: string) => string;
  /** Share of requests that the SLO leaves. */
  readonly allowed: (slo: Slo) => number;
};

const BUDGETS: readonly Budget[] = [
  {
    name: 'errors',
    alert: 'ErrorBudgetBurn',
    what: 'fails',
    runbook: 'error-budget-burn',
    share: ({ api }, window) => errorShare(api, window),
    allowed: allowedErrors,
  },
  {
    name: 'slow',
    alert: 'LatencyBudgetBurn',
    what: 'is too slow for',
    runbook: 'latency-budget-burn',
    share: slowShare,
    allowed: allowedSlow,
  },
];

const WINDOWS = [
  ...new Set(BURN_RATES.flatMap(({ longWindow, shortWindow }) => [shortWindow, longWindow])),
];

const recordName = (budget: Budget, window: string) =>
  `books:slo_${budget.name}:ratio_rate${window}`;

/** The shares over each window, recorded, so that three days are not added up at every look. */
function recordingRules(): RecordingRule[] {
  return BUDGETS.flatMap((budget) =>
    WINDOWS.flatMap((window) =>
      SLOS.map((slo) => ({
        record: recordName(budget, window),
        expr: budget.share(slo, window),
        labels: { api: slo.api },
      })),
    ),
  );
}

function burnRateAlert(budget: Budget, slo: Slo, burn: BurnRate): Alert {
  const limit = rounded(burn.factor * budget.allowed(slo));
  const isOver = (window: string) => `${recordName(budget, window)}{api="${slo.api}"} > ${limit}`;
  return {
    alert: budget.alert,
    expr: `${isOver(burn.longWindow)} and ${isOver(burn.shortWindow)}`,
    for: '2m',
    labels: { severity: burn.severity, api: slo.api, window: burn.longWindow },
    annotations: {
      summary: `${slo.api} ${budget.what} readers: its budget goes ${burn.factor} times too fast over ${burn.longWindow}`,
      runbook: budget.runbook,
    },
  };
}

const MINUTE = 60;
const HOUR = 3600;

/** What is wrong inside before readers notice. */
const SYMPTOMS: readonly Alert[] = [
  {
    alert: 'ProcessAway',
    expr: 'up{job=~"search-api|bookdetail-api|ratings-api|recommendation-api|worker"} == 0',
    for: '5m',
    labels: { severity: 'ticket' },
    annotations: {
      summary: '{{ $labels.job }} at {{ $labels.instance }} does not answer Prometheus',
      runbook: 'process-away',
    },
  },
  {
    alert: 'StaleModel',
    // Made every night, so the second night without one.
    expr: `min(books_recommendation_age_seconds) > ${50 * HOUR}`,
    for: '15m',
    labels: { severity: 'ticket' },
    annotations: {
      summary: 'the recommendation model is {{ $value | humanizeDuration }} old',
      runbook: 'stale-model',
    },
  },
  {
    alert: 'StaleSearchIndex',
    // Made every half hour.
    expr: `max(books_search_index_age_seconds) > ${3 * HOUR}`,
    for: '15m',
    labels: { severity: 'ticket' },
    annotations: {
      summary: 'a search index is {{ $value | humanizeDuration }} old',
      runbook: 'stale-search-index',
    },
  },
  {
    alert: 'SearchIndexLag',
    // Changes that the feed did not tell of are looked for every half minute.
    expr: 'max(books_search_index_lag_seconds) > 120',
    for: `${5 * MINUTE}s`,
    labels: { severity: 'ticket' },
    annotations: {
      summary: 'changed books are not found for {{ $value | humanizeDuration }}',
      runbook: 'search-index-lag',
    },
  },
  {
    alert: 'DeadLetters',
    expr: 'max(books_queue_jobs{state="failed"}) > 0',
    for: '5m',
    labels: { severity: 'ticket' },
    annotations: { summary: '{{ $value }} jobs have failed for good', runbook: 'dead-letters' },
  },
  {
    alert: 'QueueBacklog',
    expr: 'max(books_queue_jobs{state="waiting"}) > 100',
    for: '15m',
    labels: { severity: 'ticket' },
    annotations: { summary: '{{ $value }} jobs wait for a worker', runbook: 'queue-backlog' },
  },
  {
    alert: 'AggregateMismatch',
    expr: 'sum(increase(aggregate_mismatch_total[1h])) > 0',
    for: '0m',
    labels: { severity: 'page' },
    annotations: {
      summary: 'the stats of {{ $value }} books were not those of their ratings',
      runbook: 'aggregate-mismatch',
    },
  },
  {
    alert: 'CacheErrors',
    expr: 'sum by (cache) (rate(books_cache_requests_total{result="error"}[5m])) / sum by (cache) (rate(books_cache_requests_total[5m])) > 0.05',
    for: '5m',
    labels: { severity: 'ticket' },
    annotations: {
      summary:
        '{{ $value | humanizePercentage }} of the reads of the cache of {{ $labels.cache }} fail; the store is read',
      runbook: 'cache-errors',
    },
  },
  {
    alert: 'StoreThrottled',
    expr: 'sum(rate(books_dynamodb_request_duration_seconds_count{outcome="throttled"}[5m])) > 1',
    for: '5m',
    labels: { severity: 'ticket' },
    annotations: {
      summary: 'DynamoDB throttles {{ $value }} requests a second',
      runbook: 'store-throttled',
    },
  },
  {
    alert: 'EventLoopLag',
    expr: 'nodejs_eventloop_lag_p99_seconds > 0.2',
    for: `${10 * MINUTE}s`,
    labels: { severity: 'ticket' },
    annotations: {
      summary:
        '{{ $labels.job }} at {{ $labels.instance }} is late by {{ $value | humanizeDuration }}',
      runbook: 'event-loop-lag',
    },
  },
];

export const RULE_GROUPS: readonly RuleGroup[] = [
  { name: 'books-slo-records', rules: recordingRules() },
  {
    name: 'books-slo-alerts',
    rules: BUDGETS.flatMap((budget) =>
      SLOS.flatMap((slo) => BURN_RATES.map((burn) => burnRateAlert(budget, slo, burn))),
    ),
  },
  { name: 'books-symptoms', rules: SYMPTOMS },
];

export const ALERTS: readonly Alert[] = RULE_GROUPS.flatMap(({ rules }) =>
  rules.filter((rule) => 'alert' in rule),
);
