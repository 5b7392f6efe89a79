import { z } from 'zod';

const Values = z.record(z.string(), z.number());
const Metric = z.object({
  values: Values,
  thresholds: z.record(z.string(), z.object({ ok: z.boolean() })).optional(),
});
/** What k6 hands to `handleSummary`, as far as it is read here; the Node engine writes the same. */
const RunSummary = z.object({ metrics: z.record(z.string(), Metric) });
type RunSummary = z.infer<typeof RunSummary>;

export type EndpointRow = {
  readonly endpoint: string;
  readonly requests: number;
  /** Milliseconds. */
  readonly med: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
};

export type LoadtestSummary = {
  readonly requests: number;
  readonly requestsPerSecond: number;
  /** Share of all checks that found the answer right, 0 to 1. */
  readonly rightShare: number;
  readonly failedRequests: number;
  readonly wrongAnswers: number;
  /** Steps that were to begin and did not, since too many were under way. */
  readonly droppedSteps: number;
  /** Within which 99 of 100 steps began after they were to, in milliseconds; only the Node engine tells. */
  readonly lateP99?: number;
  readonly endpoints: readonly EndpointRow[];
  /** Thresholds that were broken, as `metric: threshold`. */
  readonly broken: readonly string[];
};

/** @param json what an engine wrote. @throws ZodError when it is something else */
export function readSummary(json: string): LoadtestSummary {
  const { metrics } = RunSummary.parse(JSON.parse(json));
  const valueOf = (name: string, key: string) => metrics[name]?.values[key] ?? 0;
  const late = metrics['start_lateness']?.values['p(99)'];
  return {
    requests: valueOf('http_reqs', 'count'),
    requestsPerSecond: valueOf('http_reqs', 'rate'),
    rightShare: valueOf('checks', 'rate'),
    // k6 counts what has failed among the passes of this rate.
    failedRequests: valueOf('http_req_failed', 'passes'),
    wrongAnswers: valueOf('wrong_answers', 'count'),
    droppedSteps: valueOf('dropped_iterations', 'count'),
    ...(late !== undefined && { lateP99: late }),
    endpoints: endpointRows(metrics),
    broken: Object.entries(metrics).flatMap(([name, { thresholds = {} }]) =>
      Object.entries(thresholds)
        .filter(([, { ok }]) => !ok)
        .map(([threshold]) => `${name}: ${threshold}`),
    ),
  };
}

function endpointRows(metrics: RunSummary['metrics']): EndpointRow[] {
  return Object.entries(metrics).flatMap(([name, { values }]) => {
    const endpoint = /^http_req_duration\{.*endpoint:(\w+)\}$/.exec(name)?.[1];
    if (endpoint === undefined || !((values['count'] ?? 0) > 0)) return [];
    const at = (key: string) => values[key] ?? NaN;
    return [
      {
        endpoint,
        requests: at('count'),
        med: at('med'),
        p95: at('p(95)'),
        p99: at('p(99)'),
        max: at('max'),
      },
    ];
  });
}

/** Whether something was asked, and everything was as promised. */
export function isGood({ requests, broken }: LoadtestSummary): boolean {
  return requests > 0 && broken.length === 0;
}

/** The summary as people read it. */
export function summaryText(summary: LoadtestSummary): string {
  const ms = (value: number) => value.toFixed(1);
  const rows = summary.endpoints.map((row) => [
    row.endpoint,
    String(row.requests),
    ...[row.med, row.p95, row.p99, row.max].map(ms),
  ]);
  const table = [['endpoint', 'requests', 'p50 ms', 'p95 ms', 'p99 ms', 'max ms'], ...rows];
  const widths = table[0]!.map((_, column) => Math.max(...table.map((row) => row[column]!.length)));
  const lines = table.map((row) =>
    row
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!),
      )
      .join('  '),
  );
  const { requests, requestsPerSecond, failedRequests, wrongAnswers, broken } = summary;
  const { droppedSteps, lateP99 } = summary;
  return [
    ...lines,
    '',
    `${requests} requests, ${requestsPerSecond.toFixed(1)} a second; ${failedRequests} failed, ${wrongAnswers} wrong answers`,
    ...(droppedSteps > 0 ? [`${droppedSteps} steps did not begin: too many were under way`] : []),
    ...(lateP99 === undefined
      ? []
      : [`99 of 100 steps began within ${ms(lateP99)} ms of their time`]),
    ...(requests === 0 ? ['NOTHING was asked'] : []),
    ...(isGood(summary)
      ? ['every threshold holds']
      : broken.map((threshold) => `BROKEN  ${threshold}`)),
    '',
  ].join('\n');
}
