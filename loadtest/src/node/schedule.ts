import { setImmediate as afterIo, setTimeout as sleep } from 'node:timers/promises';
import { endOf, secondsOf, valueAt, type ArrivalsExecutor, type Stage } from '../load-options.ts';
import type { AtOnceExecutor, UsersExecutor } from '../load-options.ts';

/** Somebody who takes one step after the other. */
type Player<Visitor> = {
  /** Called for each visitor once; they are told apart by their number, from 1. */
  readonly enter: (number: number) => Visitor;
  /** @param dueAtMs when the step was to begin, by `performance.now()` */
  readonly takeStep: (visitor: Visitor, dueAtMs: number) => Promise<void>;
  /** No further step is begun. */
  readonly signal: AbortSignal;
};

const LOOK_EVERY_MS = 100;
/** Late steps that begin one after the other before answers are looked at. */
const LONGEST_BURST = 32;

/** Visitors who think between their steps: the next begins so long after the answer to the one before. */
export async function playUsers<Visitor>(
  executor: UsersExecutor,
  player: Player<Visitor> & { readonly thinkMs: () => number },
): Promise<void> {
  const { enter, takeStep, thinkMs, signal } = player;
  const startedAtMs = performance.now();
  const endAtMs = startedAtMs + endOf(executor) * 1000;
  const wanted = () => usersAt(executor, (performance.now() - startedAtMs) / 1000);
  const isOver = () => signal.aborted || performance.now() >= endAtMs;

  const present = new Map<number, Promise<void>>();
  let entered = 0;
  const live = async (place: number) => {
    const visitor = enter((entered += 1));
    let dueAtMs = performance.now();
    while (dueAtMs < endAtMs && place < wanted()) {
      await takeStep(visitor, dueAtMs);
      dueAtMs = performance.now() + thinkMs();
      await until(Math.min(dueAtMs, endAtMs), signal);
      if (signal.aborted) break;
    }
    present.delete(place);
  };
  while (!isOver()) {
    for (let place = 0; place < wanted(); place += 1) {
      if (!present.has(place)) present.set(place, live(place));
    }
    await until(Math.min(performance.now() + LOOK_EVERY_MS, endAtMs), signal);
  }
  await Promise.all(present.values());
}

/** How many visitors there are to be at a time. */
export function usersAt(executor: UsersExecutor, seconds: number): number {
  return executor.executor === 'constant-vus'
    ? executor.vus
    : Math.round(valueAt(executor.startVUs, executor.stages, seconds));
}

/**
 * Steps that begin when it is their time. Each is taken by a visitor who is free, or by a new one.
 *
 * @param player `drop` is told of each step for which there are too many visitors already
 */
export async function playArrivals<Visitor>(
  executor: ArrivalsExecutor,
  player: Player<Visitor> & { readonly drop: () => void },
): Promise<void> {
  const { enter, takeStep, drop, signal } = player;
  const startedAtMs = performance.now();
  const free: Visitor[] = [];
  const underWay = new Set<Promise<void>>();
  let entered = 0;
  let burst = 0;

  for (const seconds of arrivalTimes(executor)) {
    const dueAtMs = startedAtMs + seconds * 1000;
    const isLate = dueAtMs <= performance.now();
    burst = isLate ? burst + 1 : 0;
    if (!isLate) await until(dueAtMs, signal);
    else if (burst % LONGEST_BURST === 0) await afterIo();
    if (signal.aborted) break;
    if (free.length === 0 && entered === executor.maxVUs) {
      drop();
      continue;
    }
    const visitor = free.pop() ?? enter((entered += 1));
    const step = takeStep(visitor, dueAtMs).finally(() => {
      free.push(visitor);
      underWay.delete(step);
    });
    underWay.add(step);
  }
  await Promise.all(underWay);
}

/** When steps begin, in seconds from the begin of the run: evenly, by a rate that changes in straight lines. */
export function* arrivalTimes(executor: ArrivalsExecutor): Generator<number> {
  const unit = secondsOf(executor.timeUnit);
  const isConstant = executor.executor === 'constant-arrival-rate';
  const stages: readonly Stage[] = isConstant
    ? [{ duration: executor.duration, target: executor.rate }]
    : executor.stages;
  let from = (isConstant ? executor.rate : executor.startRate) / unit;
  let begin = isConstant ? secondsOf(executor.startTime ?? '0s') : 0;
  /** Of the next step, in steps after the begin of the stage. */
  let next = 0;
  for (const { duration, target } of stages) {
    const length = secondsOf(duration);
    const to = target / unit;
    const steps = ((from + to) / 2) * length;
    const growth = (to - from) / length;
    for (; next < steps; next += 1) {
      // Solves from * t + growth / 2 * t^2 = next for t.
      const root = from + Math.sqrt(Math.max(0, from * from + 2 * growth * next));
      yield begin + (root === 0 ? 0 : (2 * next) / root);
    }
    next -= steps;
    begin += length;
    from = to;
  }
}

/** So many visitors at the same moment, each with one step. */
export async function playAtOnce<Visitor>(
  { vus }: AtOnceExecutor,
  { enter, takeStep }: Player<Visitor>,
): Promise<void> {
  const visitors = Array.from({ length: vus }, (_, index) => enter(index + 1));
  const dueAtMs = performance.now();
  await Promise.all(visitors.map((visitor) => takeStep(visitor, dueAtMs)));
}

/** Comes back at a time by `performance.now()`, or when the signal is given. */
async function until(atMs: number, signal: AbortSignal): Promise<void> {
  for (;;) {
    const leftMs = atMs - performance.now();
    if (leftMs <= 0 || signal.aborted) return;
    // Whole milliseconds, upwards: a timer may be late, but not early.
    await sleep(Math.ceil(leftMs), undefined, { signal }).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
  }
}
