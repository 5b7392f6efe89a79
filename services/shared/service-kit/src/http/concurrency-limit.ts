/** Decides how many requests are served at a time. */
export type ConcurrencyLimit = {
  /** Takes a place if there is one, which has to be given back, once, by `leave`. @returns whether there was */
  tryEnter(): boolean;
  /** Gives a place back. @param enteredAtMs,leftAtMs milliseconds of a clock that only goes forward */
  leave(enteredAtMs: number, leftAtMs: number): void;
  /** Places at the moment. */
  limit(): number;
  inFlight(): number;
};

export type ConcurrencyLimitOptions = {
  /** A request that took longer says that there are too many, in milliseconds. */
  readonly slowMs: number;
  readonly initial?: number;
  readonly min?: number;
  readonly max?: number;
};

/** Share of the places that stay when a request was slow. */
const DECREASE = 0.9;

/**
 * A limit that finds out by itself how much can be done at a time: while half of the places are used, each answer in time
 * adds a part of a place, up to one for as many answers as there are places; a slow one takes a tenth away, at most once for all that were
 * under way then. It is the additive increase and multiplicative decrease of TCP (D.-M. Chiu, R. Jain, "Analysis of the
 * Increase and Decrease Algorithms for Congestion Avoidance", 1989). There is no queue: waiting would only make answers
 * slow whose reader has given up.
 */
export function createConcurrencyLimit({
  slowMs,
  initial = 256,
  min = 8,
  max = 2048,
}: ConcurrencyLimitOptions): ConcurrencyLimit {
  let limit = initial;
  let inFlight = 0;
  let decreasedAtMs = -Infinity;

  return {
    tryEnter() {
      if (inFlight >= Math.floor(limit)) return false;
      inFlight += 1;
      return true;
    },
    leave(enteredAtMs, leftAtMs) {
      const isUsed = inFlight >= limit / 2;
      inFlight -= 1;
      if (leftAtMs - enteredAtMs > slowMs) {
        // What began before the last decrease has told nothing new.
        if (enteredAtMs < decreasedAtMs) return;
        decreasedAtMs = leftAtMs;
        limit = Math.max(min, limit * DECREASE);
      } else if (isUsed) {
        limit = Math.min(max, limit + 1 / limit);
      }
    },
    limit: () => Math.floor(limit),
    inFlight: () => inFlight,
  };
}
