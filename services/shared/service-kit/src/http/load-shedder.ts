import type { Context } from 'hono';
import { Counter, Gauge } from 'prom-client';
import type { Metrics } from '../metrics.ts';
import { createConcurrencyLimit, type ConcurrencyLimit } from './concurrency-limit.ts';
import { problemResponse } from './problem.ts';
import type { ServiceEnv } from './service-env.ts';

export type LoadShedderDeps = {
  readonly metrics: Metrics;
  /** See `ServiceLimits`; 0 sheds nothing. */
  readonly overloadLatencyMs: number;
  readonly random?: () => number;
};

export type Gate = Pick<ConcurrencyLimit, 'tryEnter' | 'leave'>;

export type LoadShedder = {
  /** What lets the requests of a route in. To be asked for once and kept. */
  gateOf(route: string): Gate;
  /** The answer, a 503, to one that is not let in. */
  sendAway(c: Context<ServiceEnv>): Response;
};

/** Asked by load balancers, which would take the process out of service. */
const NEVER_SHED = new Set(['/healthz', '/health']);
/** Lets everybody in. */
export const OPEN_GATE: Gate = { tryEnter: () => true, leave: () => {} };
/** Seconds after which those who were sent away may come back, spread so that they do not come all at once. */
const RETRY_AFTER_SECONDS = { min: 1, max: 3 };

/**
 * Sends requests away at once that could not be answered in time, so that those that are let in can be. Nobody waits in
 * line: see `createConcurrencyLimit`.
 */
export function createLoadShedder(deps: LoadShedderDeps): LoadShedder {
  const { metrics, overloadLatencyMs, random = Math.random } = deps;
  const sendAway = (c: Context<ServiceEnv>) => {
    const { min, max } = RETRY_AFTER_SECONDS;
    const seconds = min + Math.floor(random() * (max - min + 1));
    const failure = { kind: 'unavailable', detail: 'too many requests at the moment' } as const;
    return problemResponse(c, failure, { 'retry-after': String(seconds) });
  };
  if (overloadLatencyMs === 0) return { gateOf: () => OPEN_GATE, sendAway };
  const limit = createConcurrencyLimit({ slowMs: overloadLatencyMs });
  const shed = measure(metrics, limit);
  return {
    gateOf: (route) => (NEVER_SHED.has(route) ? OPEN_GATE : limit),
    sendAway(c) {
      shed.inc();
      return sendAway(c);
    },
  };
}

/** One set of metrics a process: where several apps are one process, each has a limit of its own. */
function measure({ registry }: Metrics, limit: { limit(): number; inFlight(): number }): Counter {
  const registers = [registry];
  const known = registry.getSingleMetric('http_requests_shed_total');
  if (known instanceof Counter) return known;
  new Gauge({
    name: 'http_concurrency_limit',
    help: 'Requests that are served at a time at most, as found out by the process',
    registers,
    collect() {
      this.set(limit.limit());
    },
  });
  new Gauge({
    name: 'http_requests_in_flight',
    help: 'Requests that are being served',
    registers,
    collect() {
      this.set(limit.inFlight());
    },
  });
  return new Counter({
    name: 'http_requests_shed_total',
    help: 'Requests sent away with 503, since there were too many at a time',
    registers,
  });
}
