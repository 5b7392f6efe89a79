import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { KnownBook } from '../../readers/library.ts';
import { createVisitor, drawStep, drawThinkTime, type Visitor } from '../../readers/mix.ts';
import { askAsStranger } from '../../readers/rating.ts';
import type { Step } from '../../readers/step.ts';
import { runSeconds, type Executor, type LoadOptions } from '../load-options.ts';
import { createHttpClient, type HttpClient } from './http-client.ts';
import { createRecorder, type Recorder } from './recorder.ts';
import { playArrivals, playAtOnce, playUsers } from './schedule.ts';
import { expressionOf, holds, whatAborts, type Values } from './thresholds.ts';
import { createTimeline, type Moment } from './timeline.ts';

export type NodeRun = {
  /** Of the whole run. */
  readonly seconds: number;
  readonly metrics: Readonly<Record<string, RunMetric>>;
  readonly timeline: readonly Moment[];
  /** Why the run ended before its time: a broken threshold, or `interrupted`. */
  readonly endedBy?: string;
};

type RunMetric = {
  readonly values: Values;
  readonly thresholds?: Readonly<Record<string, { readonly ok: boolean }>>;
};

type NodeRunSettings = {
  readonly options: LoadOptions;
  readonly target: string;
  readonly library: readonly KnownBook[];
  /** Another one for each run, since readers have it in their names. */
  readonly runId: string;
  readonly random: () => number;
  /** Ends the run early; what was measured until then is told. */
  readonly signal: AbortSignal;
  /** Told about every second. @param seconds of the run */
  readonly onMoment?: (moment: Moment) => void;
  /** Told of the first few answers that were wrong. */
  readonly onWrong?: (sentence: string) => void;
};

const TOLD_ANSWERS = 5;
const PARTS_AT_MOST = 600;
/**
 * Arrivals come as through a load balancer, by a few connections that are kept: what comes beyond waits for one, and its wait
 * counts. A connection for each that waits would be a storm of them at the first stall, in which most are lost.
 */
const CONNECTIONS_OF_ARRIVALS = 256;
const ABORT_CHECK_AFTER_SECONDS = 10;
/** What is still under way at the end gets so long. */
const GRACE_MS = 30_000;
const INTERRUPTED_GRACE_MS = 3000;

/** Metrics that are told whether or not something is asked of them. */
const ALWAYS = [
  'http_reqs',
  'http_req_failed',
  'http_req_duration',
  'wrong_answers',
  'checks',
  'iterations',
  'dropped_iterations',
  'start_lateness',
];

/** Plays scenarios in this process, and checks every answer. */
export async function playOnNode(settings: NodeRunSettings): Promise<NodeRun> {
  const { options, signal, onMoment } = settings;
  const startedAtMs = performance.now();
  const elapsed = () => (performance.now() - startedAtMs) / 1000;
  const recorder = createRecorder(elapsed);
  const timeline = createTimeline();
  const client = createHttpClient(settings.target, mostAtOnce(options));
  const end = new AbortController();
  setMaxListeners(0, end.signal);
  let endedBy: string | undefined;
  const endEarly = (why: string) => {
    endedBy ??= why;
    end.abort();
  };
  const interrupt = () => endEarly('interrupted');
  signal.addEventListener('abort', interrupt);
  if (signal.aborted) interrupt();

  const player = createStepPlayer(settings, { recorder, timeline, client, signal: end.signal });
  const clock = setInterval(
    () => {
      onMoment?.(timeline.cut(elapsed(), player.underWay()));
      if (elapsed() < ABORT_CHECK_AFTER_SECONDS) return;
      const broken = whatAborts(options.thresholds, recorder.valuesOf);
      if (broken !== undefined) endEarly(broken);
    },
    1000 * Math.max(1, Math.ceil(runSeconds(options) / PARTS_AT_MOST)),
  );
  try {
    const playing = Promise.all(
      Object.entries(options.scenarios).map(([name, executor]) => player.play(name, executor)),
    );
    await Promise.race([playing, afterGrace(runSeconds(options), end.signal)]);
  } finally {
    clearInterval(clock);
    signal.removeEventListener('abort', interrupt);
    player.stopCounting();
    await client.close();
  }
  timeline.cut(elapsed(), 0);
  return {
    seconds: elapsed(),
    metrics: metricsOf(options, recorder),
    timeline: timeline.moments,
    ...(endedBy !== undefined && { endedBy }),
  };
}

/** Comes back when nothing is waited for any more. */
async function afterGrace(seconds: number, signal: AbortSignal): Promise<void> {
  await sleep(seconds * 1000 + GRACE_MS, undefined, { signal, ref: false }).catch(() => undefined);
  if (signal.aborted) await sleep(INTERRUPTED_GRACE_MS, undefined, { ref: false });
}

type StepPlayerDeps = {
  readonly recorder: Recorder;
  readonly timeline: ReturnType<typeof createTimeline>;
  readonly client: HttpClient;
  readonly signal: AbortSignal;
};

function createStepPlayer(settings: NodeRunSettings, deps: StepPlayerDeps) {
  const { library, random, runId, onWrong } = settings;
  const { recorder, timeline, client, signal } = deps;
  let visitors = 0;
  let underWay = 0;
  let told = 0;
  let isCounting = true;

  /** The first question is due at a time, each further one when the answer before it has been judged. */
  const playStep = async (scenario: string, step: Step, dueAtMs: number): Promise<void> => {
    let beganAtMs = dueAtMs;
    recorder.begin(performance.now() - dueAtMs);
    underWay += 1;
    for (const question of step) {
      const answer = await client.send(question);
      if (!isCounting) break;
      const latencyMs = performance.now() - beganAtMs;
      const fault = question.judge(answer);
      const isFailed = answer.status === 0 || answer.status >= 400;
      const asked = { latencyMs, isFailed, isWrong: fault !== undefined };
      recorder.ask({ scenario, endpoint: question.endpoint, ...asked });
      timeline.ask(asked);
      if (fault !== undefined && (told += 1) <= TOLD_ANSWERS) {
        const { endpoint, method, path } = question;
        const start = answer.text.slice(0, 300);
        onWrong?.(`${endpoint} ${method} ${path}: ${fault} (${answer.status}: ${start})`);
      }
      if (signal.aborted) break;
      beganAtMs = performance.now();
    }
    underWay -= 1;
  };

  const enter = () => createVisitor(`${runId}-${(visitors += 1)}`);
  const play = (scenario: string, executor: Executor): Promise<void> => {
    const takeStep = (visitor: Visitor, dueAtMs: number) =>
      playStep(scenario, drawStep(visitor, { library, random }), dueAtMs);
    switch (executor.exec) {
      case 'readers': {
        const thinkMs = () => drawThinkTime(random) * 1000;
        return playUsers(executor, { enter, takeStep, thinkMs, signal });
      }
      case 'arrivals': {
        const drop = () => recorder.drop(scenario);
        return playArrivals(executor, { enter, takeStep, drop, signal });
      }
      case 'strangers':
      default: {
        const takeStep = (visitor: Visitor, dueAtMs: number) =>
          playStep(scenario, askAsStranger(`stranger-${visitor.name}`), dueAtMs);
        return playAtOnce(executor, { enter, takeStep, signal });
      }
    }
  };
  return {
    play,
    underWay: () => underWay,
    /** Of what comes from now on nothing is told. */
    stopCounting: () => void (isCounting = false),
  };
}

function mostAtOnce({ scenarios }: LoadOptions): number {
  return Object.values(scenarios).reduce((sum, executor) => {
    switch (executor.executor) {
      case 'ramping-vus':
        return sum + Math.max(...executor.stages.map(({ target }) => target), executor.startVUs);
      case 'constant-vus':
      case 'per-vu-iterations':
        return sum + executor.vus;
      case 'constant-arrival-rate':
      case 'ramping-arrival-rate':
      default:
        return sum + Math.min(executor.maxVUs, CONNECTIONS_OF_ARRIVALS);
    }
  }, 0);
}

function metricsOf({ thresholds }: LoadOptions, { valuesOf }: Recorder): NodeRun['metrics'] {
  const names = [...new Set([...ALWAYS, ...Object.keys(thresholds)])];
  return Object.fromEntries(
    names.map((name) => {
      const values = valuesOf(name);
      const judged = (thresholds[name] ?? []).map((threshold) => {
        const expression = expressionOf(threshold);
        return [expression, { ok: holds(expression, values) }] as const;
      });
      // JSON has no NaN, which is what is not known of a metric of which nothing was seen.
      const known = Object.entries(values).filter(([, value]) => !Number.isNaN(value));
      return [
        name,
        {
          values: Object.fromEntries(known),
          ...(judged.length > 0 && { thresholds: Object.fromEntries(judged) }),
        },
      ];
    }),
  );
}
