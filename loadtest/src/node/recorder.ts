import { createHistogram, type RecordableHistogram } from 'node:perf_hooks';
import type { Endpoint } from '../../readers/step.ts';
import type { Values } from './thresholds.ts';

/** One question that was asked. */
export type Asked = {
  readonly scenario: string;
  readonly endpoint: Endpoint;
  /** From when it was to be asked until its answer was there. */
  readonly latencyMs: number;
  /** Whether no answer came, or one with a status of 400 or more. */
  readonly isFailed: boolean;
  readonly isWrong: boolean;
};

/** Questions of one endpoint in one scenario. */
type Cell = {
  readonly scenario: string;
  readonly endpoint: Endpoint;
  /** Microseconds. */
  readonly latency: RecordableHistogram;
  failed: number;
  wrong: number;
};

export type Recorder = {
  ask(asked: Asked): void;
  /** A step begins. @param lateMs how long after it was to begin */
  begin(lateMs: number): void;
  /** A step that could not begin, since too many were under way. */
  drop(scenario: string): void;
  /**
   * Values of a metric as k6 calls them.
   *
   * @param metric its name, with a selector or without: `http_req_duration{scenario:measured,endpoint:book}`
   * @throws Error for a metric that is not measured
   */
  valuesOf(metric: string): Values;
};

const MICROSECONDS_PER_MS = 1000;
const LONGEST_MICROSECONDS = 120_000_000;

/** Latencies in buckets of three figures (HDR histograms, which Node brings along), so that hours fit into memory. */
export function createLatencyHistogram(): RecordableHistogram {
  return createHistogram({ lowest: 1, highest: LONGEST_MICROSECONDS, figures: 3 });
}

export function recordMs(histogram: RecordableHistogram, ms: number): void {
  const microseconds = Math.round(ms * MICROSECONDS_PER_MS);
  histogram.record(Math.min(LONGEST_MICROSECONDS, Math.max(1, microseconds)));
}

/** Milliseconds; `NaN` when nothing was recorded. @param percent 0 to 100 */
export function percentileMs(histogram: RecordableHistogram, percent: number): number {
  return histogram.count === 0 ? NaN : histogram.percentile(percent) / MICROSECONDS_PER_MS;
}

/** @param elapsedSeconds since the begin of the run, for rates */
export function createRecorder(elapsedSeconds: () => number): Recorder {
  const cells = new Map<string, Cell>();
  const dropped = new Map<string, number>();
  const lateness = createLatencyHistogram();
  let steps = 0;

  const cellOf = (scenario: string, endpoint: Endpoint): Cell => {
    const key = `${scenario} ${endpoint}`;
    let cell = cells.get(key);
    if (cell === undefined) {
      cell = { scenario, endpoint, latency: createLatencyHistogram(), failed: 0, wrong: 0 };
      cells.set(key, cell);
    }
    return cell;
  };

  return {
    ask: ({ scenario, endpoint, latencyMs, isFailed, isWrong }) => {
      const cell = cellOf(scenario, endpoint);
      recordMs(cell.latency, latencyMs);
      if (isFailed) cell.failed += 1;
      if (isWrong) cell.wrong += 1;
    },
    begin: (lateMs) => {
      steps += 1;
      recordMs(lateness, lateMs);
    },
    drop: (scenario) => void dropped.set(scenario, (dropped.get(scenario) ?? 0) + 1),
    valuesOf: (metric) => {
      const { name, selects } = parseMetric(metric);
      const chosen = [...cells.values()].filter(selects);
      const sum = (of: (cell: Cell) => number) =>
        chosen.reduce((total, cell) => total + of(cell), 0);
      const requests = sum(({ latency }) => latency.count);
      switch (name) {
        case 'http_reqs':
          return counter(requests, elapsedSeconds());
        case 'http_req_failed': {
          const failed = sum((cell) => cell.failed);
          // k6 counts what has failed among the passes of this rate.
          return rate(failed, requests);
        }
        case 'checks':
          return rate(requests - sum((cell) => cell.wrong), requests);
        case 'wrong_answers':
          return counter(
            sum((cell) => cell.wrong),
            elapsedSeconds(),
          );
        case 'http_req_duration':
          return trend(chosen.map(({ latency }) => latency));
        case 'dropped_iterations':
          return counter(
            [...dropped]
              .filter(([scenario]) => selects({ scenario }))
              .reduce((total, [, count]) => total + count, 0),
            elapsedSeconds(),
          );
        case 'iterations':
          return counter(steps, elapsedSeconds());
        case 'start_lateness':
          return trend([lateness]);
        default:
          throw new Error(`${name} is not measured`);
      }
    },
  };
}

const counter = (count: number, seconds: number) => ({
  count,
  rate: seconds > 0 ? count / seconds : 0,
});

const rate = (passes: number, all: number) => ({
  rate: all === 0 ? NaN : passes / all,
  passes,
  fails: all - passes,
});

function trend(parts: readonly RecordableHistogram[]): Values {
  const all = createLatencyHistogram();
  for (const part of parts) if (part.count > 0) all.add(part);
  const isEmpty = all.count === 0;
  return {
    count: all.count,
    avg: isEmpty ? NaN : all.mean / MICROSECONDS_PER_MS,
    min: isEmpty ? NaN : all.min / MICROSECONDS_PER_MS,
    med: percentileMs(all, 50),
    'p(95)': percentileMs(all, 95),
    'p(99)': percentileMs(all, 99),
    max: isEmpty ? NaN : all.max / MICROSECONDS_PER_MS,
  };
}

/** Reads `name{key:value,key:value}`. */
function parseMetric(metric: string) {
  const [, name = metric, selector = ''] = /^(\w+)\{(.*)\}$/.exec(metric) ?? [];
  const wanted = new Map(
    selector
      .split(',')
      .filter(Boolean)
      .map((pair) => {
        const [key = '', value = ''] = pair.split(':');
        return [key, value] as const;
      }),
  );
  for (const key of wanted.keys()) {
    if (key !== 'scenario' && key !== 'endpoint') throw new Error(`${metric}: no ${key} is told`);
  }
  const isWanted = (key: string, value: string | undefined) =>
    !wanted.has(key) || wanted.get(key) === value;
  return {
    name,
    selects: ({ scenario, endpoint }: { scenario: string; endpoint?: string }) =>
      isWanted('scenario', scenario) && isWanted('endpoint', endpoint),
  };
}
