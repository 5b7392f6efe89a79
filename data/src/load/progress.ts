import { Presets, SingleBar } from 'cli-progress';
import type { LoadProgress } from './load-into.ts';

const LINE_EVERY_MS = 3000;
const BAR_STEPS = 1000;

export type ProgressDisplay = {
  readonly show: (progress: LoadProgress) => void;
  /** Leaves the terminal as it was before. */
  readonly stop: () => void;
};

/** A bar for people in front of a terminal: one for each phase. */
export function createProgressBar(stream: NodeJS.WritableStream): ProgressDisplay {
  const bar = new SingleBar(
    { stream, format: '{phase} {bar} {percentage}% | {rows} rows', clearOnComplete: true },
    Presets.shades_classic,
  );
  let shownPhase: LoadProgress['phase'] | undefined;
  return {
    show: ({ phase, rows, fractionDone }) => {
      const steps = Math.round(fractionDone * BAR_STEPS);
      if (phase !== shownPhase) {
        bar.stop();
        bar.start(BAR_STEPS, steps, { phase: phase.padEnd('ratings'.length), rows });
        shownPhase = phase;
      } else {
        bar.update(steps, { rows });
      }
    },
    stop: () => bar.stop(),
  };
}

/** A plain line every few seconds, and at each new phase, for logs and pipes. */
export function createProgressLines(
  write: (line: string) => void,
  now: () => Date,
): ProgressDisplay {
  let shownPhase: LoadProgress['phase'] | undefined;
  let shownAt = 0;
  return {
    show: ({ phase, rows, fractionDone }) => {
      const time = now().getTime();
      if (phase === shownPhase && time - shownAt < LINE_EVERY_MS) return;
      write(`${phase}: ${Math.floor(fractionDone * 100)}%, ${rows} rows\n`);
      shownPhase = phase;
      shownAt = time;
    },
    stop: () => {},
  };
}
