import { SLO_WINDOW_DAYS, SLOS } from '@books/cdk8s/slo';
import type { Dashboard } from '../panels.ts';
import {
  allowedErrors,
  allowedSlow,
  errorShare,
  latency,
  RATE_WINDOW,
  requestRate,
  slowShare,
} from '../promql.ts';

const WINDOW = `${SLO_WINDOW_DAYS}d`;

/** What is left of a budget, 1 at the most: rates are extrapolated, so that a share of few requests may come out below 0. */
function left(share: string, allowed: number): string {
  return `clamp_max(1 - (${share}) / ${allowed}, 1)`;
}

export const OVERVIEW: Dashboard = {
  id: 'overview',
  title: 'overview',
  description: 'Are readers served? SLOs, what is left of their error budgets, and the load.',
  panels: [
    ...SLOS.map((slo) => ({
      title: `${slo.api}: budget for errors`,
      description: `What is left of the ${WINDOW} in which ${allowedErrors(slo) * 100} % may fail. Below 0 the promise is broken.`,
      unit: 'percentunit' as const,
      kind: 'stat' as const,
      width: 6,
      queries: [{ expr: left(errorShare(slo.api, WINDOW), allowedErrors(slo)), legend: 'left' }],
    })),
    ...SLOS.map((slo) => ({
      title: `${slo.api}: budget for slow answers`,
      description: `What is left of the ${WINDOW} in which ${allowedSlow(slo) * 100} % may take longer than ${slo.latency.seconds * 1000} ms.`,
      unit: 'percentunit' as const,
      kind: 'stat' as const,
      width: 6,
      queries: [
        {
          expr: left(slowShare(slo, WINDOW), allowedSlow(slo)),
          legend: 'left',
        },
      ],
    })),
    {
      title: 'Requests',
      description: 'Requests a second by API.',
      unit: 'reqps',
      queries: SLOS.map(({ api }) => ({ expr: requestRate(api, 'job'), legend: api })),
    },
    {
      title: 'p95 latency',
      description: 'By API.',
      unit: 's',
      queries: SLOS.map(({ api }) => ({ expr: latency(api, 0.95), legend: api })),
    },
    {
      title: 'Failed requests',
      description: 'Share of requests answered with 5xx.',
      unit: 'percentunit',
      queries: SLOS.map(({ api }) => ({ expr: errorShare(api, RATE_WINDOW), legend: api })),
    },
    {
      title: 'Instances',
      description: 'Processes that Prometheus reaches, by version.',
      unit: 'none',
      queries: [
        { expr: 'count by (job, version) (books_build_info)', legend: '{{job}} {{version}}' },
      ],
    },
  ],
};
