/** What a job fails with in place of the end of its process. */
export class ProcessDied extends Error {}

/** Counts the steps of a job, and lets its process die, or stand still, at one of them. */
export type DyingSteps = {
  /** The same object; each call of its functions is two steps: before it, and after it with its answer lost. */
  watch<Port extends object>(port: Port): Port;
  /** Steps so far. */
  count(): number;
};

/**
 * @param at the step, from 1, at which `onStep` is asked
 * @param onStep throws {@link ProcessDied}, or lets the job wait
 */
export function createDyingSteps(at: number, onStep: () => Promise<void> | void): DyingSteps {
  let steps = 0;
  let isDead = false;
  const step = async () => {
    // Nothing runs in a process that has died.
    if (isDead) throw new ProcessDied();
    steps += 1;
    if (steps !== at) return;
    try {
      await onStep();
    } catch (error) {
      isDead = true;
      throw error;
    }
  };
  return {
    watch: (port) =>
      new Proxy(port, {
        get(target, name, receiver) {
          const member: unknown = Reflect.get(target, name, receiver);
          if (typeof member !== 'function') return member;
          return async (...args: unknown[]) => {
            await step();
            const answer: unknown = await Reflect.apply(member, target, args);
            await step();
            return answer;
          };
        },
      }),
    count: () => steps,
  };
}
