import { Presets, SingleBar } from 'cli-progress';
import type { Moment } from './timeline.ts';

const LINE_EVERY_SECONDS = 10;

export type RunProgress = {
  readonly show: (moment: Moment) => void;
  /** A line of its own. */
  readonly say: (sentence: string) => void;
  /** Leaves the terminal as it was before. */
  readonly stop: () => void;
};

/** How far a run is and how it goes: a bar in a terminal, otherwise a line every ten seconds. */
export function createRunProgress(stream: NodeJS.WriteStream, seconds: number): RunProgress {
  if (!stream.isTTY) return createLines((line) => void stream.write(line), seconds);
  const bar = new SingleBar(
    { stream, format: '{bar} {done} of {all} s | {state}', clearOnComplete: true },
    Presets.shades_classic,
  );
  bar.start(seconds, 0, { done: 0, all: seconds, state: 'starting' });
  return {
    show: (moment) => {
      const done = Math.min(seconds, Math.round(moment.seconds));
      bar.update(done, { done, all: seconds, state: stateOf(moment) });
    },
    say: (sentence) => {
      // Over the bar, which is drawn again below.
      stream.write(`\r\u001b[K${sentence}\n`);
    },
    stop: () => bar.stop(),
  };
}

function createLines(write: (line: string) => void, seconds: number): RunProgress {
  let nextAt = LINE_EVERY_SECONDS;
  return {
    show: (moment) => {
      if (moment.seconds < nextAt) return;
      nextAt += LINE_EVERY_SECONDS;
      write(`${Math.round(moment.seconds)} of ${seconds} s: ${stateOf(moment)}\n`);
    },
    say: (sentence) => write(`${sentence}\n`),
    stop: () => {},
  };
}

function stateOf({ requestsPerSecond, p95, underWay, failed, wrong }: Moment): string {
  const slow = p95 === undefined ? '' : `, p95 ${p95.toFixed(1)} ms`;
  const faults = failed + wrong > 0 ? `, ${failed} failed, ${wrong} wrong` : '';
  return `${requestsPerSecond.toFixed(0)} requests/s${slow}, ${underWay} under way${faults}`;
}
