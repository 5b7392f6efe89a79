import { SLOS, type ApiName, type Slo } from '@books/cdk8s/slo';

// Expressions that dashboards, alerts and their tests share.

/** Grafana's: long enough for four scrapes. */
export const RATE_WINDOW = '$__rate_interval';

const REQUESTS = 'http_request_duration_seconds_count';
/** Probes and the like are no readers. */
const READERS = 'route!~"/healthz|/health|unmatched"';

const selector = (api: ApiName, more = '') =>
  `{job="${api}",${READERS}${more === '' ? '' : `,${more}`}}`;

/** Requests a second. @param by labels to keep apart */
export function requestRate(api: ApiName, by = 'route', window = RATE_WINDOW): string {
  return `sum by (${by}) (rate(${REQUESTS}${selector(api)}[${window}]))`;
}

/** Share of requests that we failed, 0 to 1; 0 when none failed. */
export function errorShare(api: ApiName, window: string): string {
  const failed = `sum(rate(${REQUESTS}${selector(api, 'status=~"5.."')}[${window}]))`;
  return `(${failed} or vector(0)) / sum(rate(${REQUESTS}${selector(api)}[${window}]))`;
}

/** Share of requests that took longer than the SLO allows, 0 to 1. */
export function slowShare({ api, latency }: Slo, window: string): string {
  const inTime = `sum(rate(http_request_duration_seconds_bucket${selector(api, `le="${latency.seconds}"`)}[${window}]))`;
  return `1 - ${inTime} / sum(rate(${REQUESTS}${selector(api)}[${window}]))`;
}

/** Time within which the share of requests was answered, in seconds. */
export function latency(api: ApiName, share: number, by = '', window = RATE_WINDOW): string {
  const labels = ['le', by].filter((label) => label !== '').join(', ');
  return `histogram_quantile(${share}, sum by (${labels}) (rate(http_request_duration_seconds_bucket${selector(api)}[${window}])))`;
}

export function sloOf(api: ApiName): Slo {
  const slo = SLOS.find((one) => one.api === api);
  if (slo === undefined) throw new Error(`${api} has no SLO`);
  return slo;
}

/** Share of requests that may fail, 0 to 1. */
export function allowedErrors({ availability }: Slo): number {
  return rounded(1 - availability);
}

/** Share of requests that may be slower than the SLO says, 0 to 1. */
export function allowedSlow({ latency }: Slo): number {
  return rounded(1 - latency.share);
}

/** Without what floating point adds: 0.001 and not 0.0010000000000000009. */
export function rounded(value: number): number {
  return Number(value.toFixed(6));
}
