/** One operation on a register whose state is a number. */
export type RegisterOperation = {
  readonly invokedAt: number;
  /** `Infinity` for one that nobody heard of again. */
  readonly completedAt: number;
  /** Whether it may also never have taken effect. */
  readonly isOptional: boolean;
  /** The state after it; `undefined` where it cannot have come upon this state. */
  readonly apply: (state: number) => number | undefined;
};

/**
 * Whether the operations can be put into one order that respects real time (what was over before another began comes
 * before it) and in which each comes upon a state that agrees with its answer. The search of Wing and Gong with Lowe's
 * memory of what was tried: J. M. Wing, C. Gong, "Testing and Verifying Concurrent Objects", 1993; G. Lowe, "Testing for
 * linearizability", 2017.
 *
 * @param initial the state before all of them
 */
export function isLinearizable(operations: readonly RegisterOperation[], initial: number): boolean {
  const sorted = operations.toSorted((one, other) => one.invokedAt - other.invokedAt);
  const mandatory = sorted.reduce((mask, operation, n) => mask | bit(n, !operation.isOptional), 0n);
  const tried = new Set<string>();
  const stack: { done: bigint; state: number }[] = [{ done: 0n, state: initial }];
  for (let here = stack.pop(); here !== undefined; here = stack.pop()) {
    const { done, state } = here;
    if ((done & mandatory) === mandatory) return true;
    const key = `${done} ${state}`;
    if (tried.has(key)) continue;
    tried.add(key);
    // Whatever begins after one that is still to come was over cannot come before that one.
    const latestStart = sorted.reduce(
      (earliest, { completedAt, isOptional }, n) =>
        isOptional || done & bit(n) ? earliest : Math.min(earliest, completedAt),
      Infinity,
    );
    for (const [n, operation] of sorted.entries()) {
      if (operation.invokedAt > latestStart) break;
      if (done & bit(n)) continue;
      const next = operation.apply(state);
      if (next !== undefined) stack.push({ done: done | bit(n), state: next });
    }
  }
  return false;
}

function bit(position: number, isSet = true): bigint {
  return isSet ? 1n << BigInt(position) : 0n;
}
