/** Decides how many requests are served at a time. */
export type ConcurrencyLimit = {
  /** Takes a place; `undefined` when all are taken. The place is given back, once, by calling what is returned. */
  tryEnter(): (() => void) | undefined;
  /** Places at the moment. */
  limit(): number;
  inFlight(): number;
};

export type ConcurrencyLimitOptions = {
  /** A request that took longer says that there are too many, in milliseconds. */
  readonly slowMs: number;
  /** Milliseconds of a clock that only goes forward. */
  readonly now: () => number;
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
  now,
  initial = 256,
  min = 8,
  max = 2048,
}: ConcurrencyLimitOptions): ConcurrencyLimit {
  let limit = initial;
  let inFlight = 0;
  let decreasedAt = -Infinity;

  const leave = (enteredAt: number) => {
    const isUsed = inFlight >= limit / 2;
    inFlight -= 1;
    const leftAt = now();
    if (leftAt - enteredAt > slowMs) {
      // What began before the last decrease has told nothing new.
      if (enteredAt < decreasedAt) return;
      decreasedAt = leftAt;
      limit = Math.max(min, limit * DECREASE);
    } else if (isUsed) {
      limit = Math.min(max, limit + 1 / limit);
    }
  };

  return {
    tryEnter() {
      if (inFlight >= Math.floor(limit)) return undefined;
      inFlight += 1;
      const enteredAt = now();
      return () => leave(enteredAt);
    },
    limit: () => Math.floor(limit),
    inFlight: () => inFlight,
  };
}
