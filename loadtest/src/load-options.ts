// What a scenario is, in the words of k6's options: k6 reads it as it is, the Node engine plays the same.

/** Such as `90s`. */
export type Duration = `${number}s`;

/** A number that changes in a straight line until the end of the stage. */
export type Stage = { readonly duration: Duration; readonly target: number };

/** Readers who think between their steps. */
export type UsersExecutor =
  | {
      readonly executor: 'constant-vus';
      readonly exec: 'readers';
      readonly vus: number;
      readonly duration: Duration;
    }
  | {
      readonly executor: 'ramping-vus';
      readonly exec: 'readers';
      readonly startVUs: number;
      readonly stages: readonly Stage[];
    };

/** Steps that begin when it is their time, however long others take. */
export type ArrivalsExecutor =
  | {
      readonly executor: 'constant-arrival-rate';
      readonly exec: 'arrivals';
      /** Steps in one `timeUnit`. */
      readonly rate: number;
      readonly timeUnit: Duration;
      readonly duration: Duration;
      readonly preAllocatedVUs: number;
      /** Steps under way at a time; beyond it one is dropped, and counted as such. */
      readonly maxVUs: number;
      readonly startTime?: Duration;
      readonly gracefulStop?: Duration;
    }
  | {
      readonly executor: 'ramping-arrival-rate';
      readonly exec: 'arrivals';
      readonly startRate: number;
      readonly timeUnit: Duration;
      readonly stages: readonly Stage[];
      readonly preAllocatedVUs: number;
      readonly maxVUs: number;
    };

/** So many at once, each with one question. */
export type AtOnceExecutor = {
  readonly executor: 'per-vu-iterations';
  readonly exec: 'strangers';
  readonly vus: number;
  readonly iterations: 1;
  readonly maxDuration: Duration;
};

export type Executor = UsersExecutor | ArrivalsExecutor | AtOnceExecutor;

/** Such as `p(95)<=10` or `count==0`, of a metric. */
export type Threshold =
  | string
  | {
      readonly threshold: string;
      /** Ends the run when it is broken. */
      readonly abortOnFail: boolean;
      readonly delayAbortEval: Duration;
    };

export type LoadOptions = {
  readonly scenarios: Readonly<Record<string, Executor>>;
  /** By metric, which may have a selector: `http_req_duration{endpoint:book}`. */
  readonly thresholds: Readonly<Record<string, readonly Threshold[]>>;
  readonly summaryTrendStats: readonly string[];
  readonly discardResponseBodies: false;
};

export function secondsOf(duration: Duration): number {
  return Number(duration.slice(0, -1));
}

const sumOf = (stages: readonly Stage[]) =>
  stages.reduce((seconds, { duration }) => seconds + secondsOf(duration), 0);

/** How long an executor begins steps, from the begin of the run, in seconds. */
export function endOf(executor: Executor): number {
  switch (executor.executor) {
    case 'constant-vus':
      return secondsOf(executor.duration);
    case 'constant-arrival-rate':
      return secondsOf(executor.startTime ?? '0s') + secondsOf(executor.duration);
    case 'per-vu-iterations':
      return secondsOf(executor.maxDuration);
    case 'ramping-vus':
    case 'ramping-arrival-rate':
    default:
      return sumOf(executor.stages);
  }
}

/** How long a run takes at most, in seconds, but for what is under way at its end. */
export function runSeconds({ scenarios }: LoadOptions): number {
  return Math.max(...Object.values(scenarios).map(endOf));
}

/** The value of stages at a time. @param start value before the first stage */
export function valueAt(start: number, stages: readonly Stage[], seconds: number): number {
  let from = start;
  let left = seconds;
  for (const { duration, target } of stages) {
    const length = secondsOf(duration);
    if (left < length) return from + ((target - from) * left) / length;
    left -= length;
    from = target;
  }
  return from;
}
