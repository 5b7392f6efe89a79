/** One operation on a register whose state is a number. */
export type RegisterOperation = {
  readonly invokedAt: number;
  /** `Infinity` for one that nobody heard of again. */
  readonly completedAt: number;
  /** Whether it may also never have taken effect. */
  readonly isOptional: boolean;
  /** The state after it; `undefined` where it cannot have come upon this state. */
  readonly apply: (state: number) => number | undefined;
  /** Optional operations of one kind do the same to every state, so that any can stand for any other. */
  readonly optionalKind?: string;
};

/** States of a search after which it is given up; a history of a reader and a book comes to a few hundred. */
const MOST_STATES = 1_000_000;

/**
 * Whether the operations can be put into one order that respects real time (what was over before another began comes
 * before it) and in which each comes upon a state that agrees with its answer. The search of Wing and Gong with Lowe's
 * memory of what was tried: J. M. Wing, C. Gong, "Testing and Verifying Concurrent Objects", 1993; G. Lowe, "Testing for
 * linearizability", 2017.
 *
 * Optional operations of one kind are used in the order in which they began: where an explanation uses a later one, the
 * earlier one does as well in its place. Without that, a client that hears nothing twenty times would make a million
 * histories of one.
 *
 * @param initial the state before all of them
 * @returns `undefined` where too many orders were tried to tell
 */
export function isLinearizable(
  operations: readonly RegisterOperation[],
  initial: number,
): boolean | undefined {
  const sorted = operations.toSorted((one, other) => one.invokedAt - other.invokedAt);
  const sameBefore = earlierOfKind(sorted);
  const mandatory = sorted.reduce((mask, operation, n) => mask | bit(n, !operation.isOptional), 0n);
  const tried = new Set<string>();
  const stack: { done: bigint; state: number }[] = [{ done: 0n, state: initial }];
  for (let here = stack.pop(); here !== undefined; here = stack.pop()) {
    const { done, state } = here;
    if ((done & mandatory) === mandatory) return true;
    const key = `${done} ${state}`;
    if (tried.has(key)) continue;
    if (tried.size === MOST_STATES) return undefined;
    tried.add(key);
    // Whatever begins after one that is still to come was over cannot come before that one.
    const latestStart = sorted.reduce(
      (earliest, { completedAt, isOptional }, n) =>
        isOptional || done & bit(n) ? earliest : Math.min(earliest, completedAt),
      Infinity,
    );
    const steps: typeof stack = [];
    for (const [n, operation] of sorted.entries()) {
      if (operation.invokedAt > latestStart) break;
      if (done & bit(n)) continue;
      const before = sameBefore[n];
      if (before !== undefined && !(done & bit(before))) continue;
      const next = operation.apply(state);
      if (next === undefined) continue;
      const step = { done: done | bit(n), state: next };
      // What must come is tried first: most histories need nothing else.
      if (operation.isOptional) stack.push(step);
      else steps.push(step);
    }
    stack.push(...steps);
  }
  return false;
}

/** For each operation the position of the one before it that can stand for it. */
function earlierOfKind(sorted: readonly RegisterOperation[]): (number | undefined)[] {
  const latest = new Map<string, number>();
  return sorted.map(({ optionalKind }, n) => {
    if (optionalKind === undefined) return undefined;
    const before = latest.get(optionalKind);
    latest.set(optionalKind, n);
    return before;
  });
}

function bit(position: number, isSet = true): bigint {
  return isSet ? 1n << BigInt(position) : 0n;
}
