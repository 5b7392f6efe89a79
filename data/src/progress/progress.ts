import { Presets, SingleBar } from 'cli-progress';

const LINE_EVERY_MS = 3000;
const BAR_STEPS = 1000;
/** A forecast from less than this says nothing. */
const SHORTEST_FORECAST_MS = 1000;

/** How far a piece of work is. */
export type Progress = {
  /** What is being done, in a word or a few. */
  readonly phase: string;
  /** Rows done in this phase. */
  readonly rows: number;
  /** How much of the phase is done, 0 to 1. */
  readonly fractionDone: number;
};

export type ProgressDisplay = {
  readonly show: (progress: Progress) => void;
  /** Leaves the terminal as it was before. */
  readonly stop: () => void;
};

/**
 * A bar for people in front of a terminal: one for each phase, with the rate and the time that it will take yet.
 *
 * @param unit what the rows are
 */
export function createProgressBar(
  stream: NodeJS.WritableStream,
  now: () => Date,
  unit = 'rows',
): ProgressDisplay {
  const format = `{phase} {bar} {percentage}% | {rows} ${unit}{pace}`;
  const bar = new SingleBar({ stream, format, clearOnComplete: true }, Presets.shades_classic);
  const pace = createPace(now, unit);
  let shownPhase: string | undefined;
  return {
    show: (progress) => {
      const { phase, rows, fractionDone } = progress;
      const steps = Math.round(fractionDone * BAR_STEPS);
      const payload = { phase: phase.padEnd('ratings'.length), rows, pace: pace(progress) };
      if (phase !== shownPhase) {
        bar.stop();
        bar.start(BAR_STEPS, steps, payload);
        shownPhase = phase;
      } else {
        bar.update(steps, payload);
      }
    },
    stop: () => bar.stop(),
  };
}

/** A plain line every few seconds, and at each new phase, for logs and pipes. */
export function createProgressLines(
  write: (line: string) => void,
  now: () => Date,
  unit = 'rows',
): ProgressDisplay {
  const pace = createPace(now, unit);
  let shownPhase: string | undefined;
  let shownAt = 0;
  return {
    show: (progress) => {
      const { phase, rows, fractionDone } = progress;
      const time = now().getTime();
      const words = pace(progress);
      if (phase === shownPhase && time - shownAt < LINE_EVERY_MS) return;
      write(`${phase}: ${Math.floor(fractionDone * 100)}%, ${rows} ${unit}${words}\n`);
      shownPhase = phase;
      shownAt = time;
    },
    stop: () => {},
  };
}

/** Words for how fast a phase goes and how long it will take; empty at its beginning. */
function createPace(now: () => Date, unit: string): (progress: Progress) => string {
  let phase: string | undefined;
  let begun = { time: 0, rows: 0, fractionDone: 0 };
  return (progress) => {
    const time = now().getTime();
    if (progress.phase !== phase) {
      phase = progress.phase;
      begun = { time, rows: progress.rows, fractionDone: progress.fractionDone };
    }
    const elapsed = time - begun.time;
    if (elapsed < SHORTEST_FORECAST_MS) return '';
    const rate = Math.round(((progress.rows - begun.rows) * 1000) / elapsed);
    const done = progress.fractionDone - begun.fractionDone;
    const left = done > 0 ? (elapsed * (1 - progress.fractionDone)) / done : undefined;
    const forecast = left === undefined ? '' : `, ${formatDuration(left)} left`;
    return ` | ${rate} ${unit}/s${forecast}`;
  };
}

function formatDuration(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${seconds % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
