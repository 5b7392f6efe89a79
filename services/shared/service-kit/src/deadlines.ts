/** Gives up work that takes too long. */
export type Deadlines = {
  /**
   * What `work` comes to; after the limit a failure that `onLate` makes, and the work's own end is ignored.
   *
   * @param beganAtMs of `performance.now`, if the work did not begin just now
   */
  within<T>(work: Promise<T>, beganAtMs?: number): Promise<T>;
};

/** How often the running work is looked through in the time of a limit. */
const LOOKS_PER_LIMIT = 10;

type Running = { readonly beganAtMs: number; readonly giveUp: () => void };

/**
 * One limit for much work at a time: a timer that looks through what is running costs nothing for each piece of it, where
 * a timer for each would cost a cached answer some percent. The limit may be passed by a tenth.
 *
 * @param limitMs milliseconds
 */
export function createDeadlines(limitMs: number, onLate: () => Error): Deadlines {
  // The oldest comes first, as it was added first.
  const running = new Set<Running>();
  let timer: NodeJS.Timeout | undefined;
  const look = () => {
    const latestMs = performance.now() - limitMs;
    for (const one of running) {
      if (one.beganAtMs > latestMs) break;
      running.delete(one);
      one.giveUp();
    }
    if (running.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
  return {
    within: (work, beganAtMs = performance.now()) =>
      new Promise((resolve, reject) => {
        const one = { beganAtMs, giveUp: () => reject(onLate()) };
        running.add(one);
        timer ??= setInterval(look, limitMs / LOOKS_PER_LIMIT).unref();
        const ending =
          <V>(settle: (value: V) => void) =>
          (value: V) => {
            running.delete(one);
            settle(value);
          };
        work.then(ending(resolve), ending(reject));
      }),
  };
}
