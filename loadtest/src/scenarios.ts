import { ARRIVAL_P95_MS, SLOS, type ApiName } from '@books/cdk8s/slo';
import { STEPS_PER_REQUEST } from '../readers/mix.ts';
import type { Endpoint } from '../readers/step.ts';
import type { ArrivalsExecutor, Executor, LoadOptions, Threshold } from './load-options.ts';

export type ScenarioName =
  'smoke' | 'normal' | 'stress' | 'spike' | 'soak' | 'breakpoint' | 'arrival' | 'strangers';

type Shape = {
  readonly summary: string;
  /** Of the whole run, in seconds. */
  readonly seconds: number;
  readonly scenarios: (seconds: number, rate: number) => LoadOptions['scenarios'];
};

/** Part of the mix to the process that answers it. */
export const ENDPOINTS = {
  search: 'search-api',
  advanced: 'search-api',
  prefix: 'search-api',
  suggest: 'search-api',
  book: 'bookdetail-api',
  batch: 'bookdetail-api',
  rate: 'ratings-api',
  ratings: 'ratings-api',
  reader: 'ratings-api',
  recommendations: 'recommendation-api',
} as const satisfies Record<Endpoint, ApiName>;

const DEFAULT_RATE = 500;
/** Before an arrival is measured, so that caches and compilers are warm. */
const WARM_UP_SECONDS = 30;
const STRANGERS = 250;

/** So many readers all the time, who think between their steps. */
const constantly =
  (vus: number) =>
  (seconds: number): { readers: Executor } => ({
    readers: { executor: 'constant-vus', exec: 'readers', vus, duration: `${seconds}s` },
  });

/** Readers who become more and fewer. @param stages share of the time, and how many there are at its end */
const changing =
  (startVUs: number, stages: readonly (readonly [share: number, target: number])[]) =>
  (seconds: number): { readers: Executor } => ({
    readers: {
      executor: 'ramping-vus',
      exec: 'readers',
      startVUs,
      stages: stages.map(([share, target]) => ({
        duration: `${Math.max(1, Math.round(share * seconds))}s`,
        target,
      })),
    },
  });

const arriving = (
  rate: number,
  seconds: number,
  more: Pick<Extract<ArrivalsExecutor, { rate: number }>, 'startTime' | 'gracefulStop'>,
): ArrivalsExecutor => ({
  executor: 'constant-arrival-rate',
  exec: 'arrivals',
  // Per ten seconds, since k6 wants whole numbers.
  rate: Math.round(rate * STEPS_PER_REQUEST * 10),
  timeUnit: '10s',
  duration: `${seconds}s`,
  preAllocatedVUs: Math.max(20, Math.ceil(rate / 4)),
  maxVUs: Math.max(50, rate),
  ...more,
});

const SHAPES: Readonly<Record<ScenarioName, Shape>> = {
  smoke: { summary: '1 reader', seconds: 60, scenarios: constantly(1) },
  normal: { summary: '50 readers', seconds: 300, scenarios: constantly(50) },
  stress: {
    summary: '200 readers, coming and leaving within a minute',
    seconds: 600,
    scenarios: changing(0, [
      [0.1, 200],
      [0.8, 200],
      [0.1, 0],
    ]),
  },
  spike: {
    summary: '20 readers, 500 within ten seconds, 20 again',
    seconds: 180,
    scenarios: changing(20, [
      [0.05, 20],
      [0.05, 500],
      [0.75, 500],
      [0.05, 20],
      [0.1, 20],
    ]),
  },
  soak: { summary: '50 readers for long', seconds: 3600, scenarios: constantly(50) },
  breakpoint: {
    summary: 'more and more requests until some fail or take too long; --rate is the most',
    seconds: 600,
    scenarios: (seconds, rate) => ({
      breakpoint: {
        executor: 'ramping-arrival-rate',
        exec: 'arrivals',
        startRate: 10,
        timeUnit: '1s',
        preAllocatedVUs: 200,
        maxVUs: 2000,
        stages: [{ duration: `${seconds}s`, target: Math.round(rate * STEPS_PER_REQUEST) }],
      },
    }),
  },
  arrival: {
    summary: `--rate requests a second (${DEFAULT_RATE}), however long they take, after ${WARM_UP_SECONDS} s to get warm`,
    seconds: 120,
    scenarios: (seconds, rate) => ({
      warm_up: arriving(rate, WARM_UP_SECONDS, { gracefulStop: '0s' }),
      measured: arriving(rate, seconds, { startTime: `${WARM_UP_SECONDS}s` }),
    }),
  },
  strangers: {
    summary: `${STRANGERS} readers whom nobody knows ask for recommendations at once`,
    seconds: 60,
    scenarios: (seconds) => ({
      strangers: {
        executor: 'per-vu-iterations',
        exec: 'strangers',
        vus: STRANGERS,
        iterations: 1,
        maxDuration: `${seconds}s`,
      },
    }),
  },
};

export const SCENARIO_NAMES = Object.keys(SHAPES) as readonly ScenarioName[];

export function isScenarioName(name: string): name is ScenarioName {
  return Object.hasOwn(SHAPES, name);
}

export function scenarioSummary(name: ScenarioName): string {
  const { summary, seconds } = SHAPES[name];
  return `${summary}; ${seconds >= 60 ? `${seconds / 60} min` : `${seconds} s`}`;
}

/**
 * @param seconds of the run, the warm-up not counted; the scenario's own if not given
 * @param rate requests a second, for scenarios of arrivals
 */
export function optionsOf(
  name: ScenarioName,
  { seconds = SHAPES[name].seconds, rate }: { seconds?: number; rate?: number } = {},
): LoadOptions {
  return {
    scenarios: SHAPES[name].scenarios(
      seconds,
      rate ?? (name === 'breakpoint' ? 5000 : DEFAULT_RATE),
    ),
    thresholds: thresholdsOf(name, rate ?? DEFAULT_RATE),
    summaryTrendStats: ['count', 'avg', 'min', 'med', 'p(95)', 'p(99)', 'max'],
    discardResponseBodies: false,
  };
}

function thresholdsOf(name: ScenarioName, rate: number): LoadOptions['thresholds'] {
  const isBreakpoint = name === 'breakpoint';
  // A breakpoint is sought and not avoided; what is wrong is wrong there too.
  const atOnce = (threshold: string): Threshold => ({
    threshold,
    abortOnFail: isBreakpoint,
    delayAbortEval: '10s',
  });
  return {
    wrong_answers: [atOnce('count==0')],
    http_req_failed: [atOnce('rate==0')],
    checks: ['rate==1'],
    ...(name === 'arrival' && { 'dropped_iterations{scenario:measured}': ['count==0'] }),
    ...Object.fromEntries(
      Object.entries(ENDPOINTS).map(([endpoint, api]) => {
        const selector =
          name === 'arrival' ? `scenario:measured,endpoint:${endpoint}` : `endpoint:${endpoint}`;
        return [
          `http_req_duration{${selector}}`,
          // Strangers are to be answered, all of them: a queue of 250 that forms in one moment is no promise broken.
          name === 'strangers'
            ? []
            : [atOnce(latencyThreshold(api)), ...arrivalThresholds(name, endpoint, rate)],
        ];
      }),
    ),
  };
}

/** What the SLO of the API promises. */
function latencyThreshold(api: ApiName): string {
  const slo = SLOS.find((one) => one.api === api);
  if (slo === undefined) throw new Error(`${api} has no SLO`);
  const { share, seconds } = slo.latency;
  return `p(${Math.round(share * 100)})<=${seconds * 1000}`;
}

function arrivalThresholds(name: ScenarioName, endpoint: string, rate: number): string[] {
  if (name !== 'arrival' || rate > DEFAULT_RATE) return [];
  const p95 = Object.entries(ARRIVAL_P95_MS).find(([known]) => known === endpoint)?.[1];
  return p95 === undefined ? [] : [`p(95)<=${p95}`];
}
