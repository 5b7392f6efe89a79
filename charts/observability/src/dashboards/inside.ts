import { SLOS } from '@books/cdk8s/slo';
import type { Dashboard } from '../panels.ts';
import { RATE_WINDOW, requestRate } from '../promql.ts';

export const QUEUES: Dashboard = {
  id: 'queues',
  title: 'queues and workers',
  description: 'What waits, what runs, what failed for good.',
  panels: [
    {
      title: 'Jobs by state',
      description: 'Every process reports the same queue, hence the largest and not the sum.',
      unit: 'none',
      queries: [{ expr: 'max by (state) (books_queue_jobs)', legend: '{{state}}' }],
    },
    {
      title: 'Dead letters',
      description: 'Jobs that failed for good and are kept. Each wants a look: docs/runbooks.',
      unit: 'none',
      kind: 'stat',
      width: 6,
      queries: [{ expr: 'max(books_queue_jobs{state="failed"})', legend: 'failed' }],
    },
    {
      title: 'Jobs done',
      description: 'Attempts in the last hour by job and outcome.',
      unit: 'none',
      queries: [
        {
          // Prometheus renames the label, as `job` is also the name of what it scrapes.
          expr: 'sum by (exported_job, outcome) (increase(books_job_duration_seconds_count[1h]))',
          legend: '{{exported_job}} {{outcome}}',
        },
      ],
    },
    {
      title: 'Time of a job',
      description: 'Mean time of an attempt in the last hour.',
      unit: 's',
      queries: [
        {
          expr: 'sum by (exported_job) (increase(books_job_duration_seconds_sum[1h])) / sum by (exported_job) (increase(books_job_duration_seconds_count[1h]))',
          legend: '{{exported_job}}',
        },
      ],
    },
    {
      title: 'Memory of workers',
      description: 'Training a model takes the most.',
      unit: 'bytes',
      queries: [{ expr: 'process_resident_memory_bytes{job="worker"}', legend: '{{instance}}' }],
    },
    {
      title: 'CPU of workers',
      description: 'Cores in use; training uses several threads.',
      unit: 'short',
      queries: [
        {
          expr: `rate(process_cpu_seconds_total{job="worker"}[${RATE_WINDOW}])`,
          legend: '{{instance}}',
        },
      ],
    },
  ],
};

export const STORES: Dashboard = {
  id: 'stores',
  title: 'stores and Redis',
  description: 'What DynamoDB and Redis are asked, how long they take and what it costs.',
  panels: [
    {
      title: 'DynamoDB requests',
      description: 'A second, by operation.',
      unit: 'ops',
      queries: [
        {
          expr: `sum by (operation) (rate(books_dynamodb_request_duration_seconds_count[${RATE_WINDOW}]))`,
          legend: '{{operation}}',
        },
      ],
    },
    {
      title: 'DynamoDB time',
      description: 'p95 by operation, further attempts included.',
      unit: 's',
      queries: [
        {
          expr: `histogram_quantile(0.95, sum by (le, operation) (rate(books_dynamodb_request_duration_seconds_bucket[${RATE_WINDOW}])))`,
          legend: '{{operation}}',
        },
      ],
    },
    {
      title: 'Units by endpoint',
      description:
        'Read and write units a second, by what they were consumed for: what an endpoint costs.',
      unit: 'cps',
      queries: [
        {
          expr: `sum by (endpoint) (rate(books_dynamodb_consumed_units_total[${RATE_WINDOW}]))`,
          legend: '{{endpoint}}',
        },
      ],
    },
    {
      title: 'Store time by endpoint',
      description: 'Seconds that DynamoDB worked for an endpoint in a second.',
      unit: 'short',
      queries: [
        {
          expr: `sum by (endpoint) (rate(books_store_seconds_total[${RATE_WINDOW}]))`,
          legend: '{{endpoint}}',
        },
      ],
    },
    {
      title: 'DynamoDB outcomes',
      description: 'Conflicts are tried again; throttled and failed ones reach readers as 503.',
      unit: 'ops',
      queries: [
        {
          expr: `sum by (outcome) (rate(books_dynamodb_request_duration_seconds_count[${RATE_WINDOW}]))`,
          legend: '{{outcome}}',
        },
      ],
    },
    {
      title: 'Redis operations',
      description:
        'Of the cache, a second, by outcome. Skipped ones were not sent, since Redis is away.',
      unit: 'ops',
      queries: [
        {
          expr: `sum by (operation, outcome) (rate(books_redis_operation_duration_seconds_count[${RATE_WINDOW}]))`,
          legend: '{{operation}} {{outcome}}',
        },
      ],
    },
    {
      title: 'Redis time',
      description: 'p95 of what the cache is asked.',
      unit: 's',
      queries: [
        {
          expr: `histogram_quantile(0.95, sum by (le, operation) (rate(books_redis_operation_duration_seconds_bucket[${RATE_WINDOW}])))`,
          legend: '{{operation}}',
        },
      ],
    },
  ],
};

export const SCALING: Dashboard = {
  id: 'scaling',
  title: 'scaling',
  description: 'Pods wanted and there, beside the metrics that they are scaled by.',
  panels: [
    {
      title: 'Pods wanted',
      description: 'By the autoscalers.',
      unit: 'none',
      queries: [
        {
          expr: 'kube_horizontalpodautoscaler_status_desired_replicas{namespace="books"}',
          legend: '{{horizontalpodautoscaler}}',
        },
      ],
    },
    {
      title: 'Pods there',
      description: 'Follows what is wanted within a minute, or something keeps pods from starting.',
      unit: 'none',
      queries: [
        {
          expr: 'kube_horizontalpodautoscaler_status_current_replicas{namespace="books"}',
          legend: '{{horizontalpodautoscaler}}',
        },
      ],
    },
    {
      title: 'Requests a second and instance',
      description:
        'What APIs are scaled by; cdk8s/src/services.ts says how many one pod is to answer.',
      unit: 'reqps',
      queries: SLOS.map(({ api }) => ({
        expr: `${requestRate(api, 'job')} / on (job) count by (job) (up{job="${api}"} == 1)`,
        legend: api,
      })),
    },
    {
      title: 'CPU of each instance',
      description: 'The other metric of APIs.',
      unit: 'short',
      queries: [
        {
          expr: `sum by (job, instance) (rate(process_cpu_seconds_total[${RATE_WINDOW}]))`,
          legend: '{{job}} {{instance}}',
        },
      ],
    },
    {
      title: 'Jobs waiting or running',
      description: 'What workers are scaled by.',
      unit: 'none',
      queries: [
        {
          expr: 'sum(max by (state) (books_queue_jobs{state=~"waiting|prioritized|active"}))',
          legend: 'jobs',
        },
      ],
    },
    {
      title: 'Instances that answer',
      description: 'Targets that Prometheus reaches.',
      unit: 'none',
      queries: [{ expr: 'sum by (job) (up)', legend: '{{job}}' }],
    },
  ],
};
