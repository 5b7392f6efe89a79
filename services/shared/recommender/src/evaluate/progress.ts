import { SingleBar } from 'cli-progress';

export type Progress = {
  /** Draws the bar of a step that is `done` of `total` done; a new step begins a new bar. */
  show(step: string, done: number, total: number): void;
  stop(): void;
};

/** A bar on stderr, so that stdout stays clean; nothing where stderr is not a terminal. */
export function createProgress(): Progress {
  let bar: SingleBar | undefined;
  let shown = '';
  const stop = () => {
    bar?.stop();
    bar = undefined;
    shown = '';
  };
  return {
    show(step, done, total) {
      if (step !== shown) {
        stop();
        shown = step;
        bar = new SingleBar({ format: '{bar} {percentage} % {step}', stream: process.stderr });
        bar.start(total, done, { step });
      }
      bar?.setTotal(total);
      bar?.update(done);
    },
    stop,
  };
}
