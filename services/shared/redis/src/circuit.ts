/** Refused without an attempt, since the last ones have failed. */
export class CircuitOpenError extends Error {
  override readonly name = 'CircuitOpenError';
}

export type CircuitOptions = {
  /** Failures in a row after which attempts are refused; at least 1. */
  readonly failureLimit: number;
  /** How long they are refused before one is let through as a trial, in milliseconds. */
  readonly openMs: number;
  readonly now: () => Date;
};

export type Circuit = {
  /** @throws CircuitOpenError without calling `attempt`, or what `attempt` throws */
  run<T>(attempt: () => Promise<T>): Promise<T>;
};

/**
 * Spares callers the wait for something that hangs: after some failures in a row attempts are refused for a while,
 * then one is made while the others are still refused. If it succeeds, all go through again.
 */
export function createCircuit({ failureLimit, openMs, now }: CircuitOptions): Circuit {
  let failures = 0;
  let trialAtMs = 0;
  let isOnTrial = false;
  return {
    async run(attempt) {
      const isTrial = failures >= failureLimit;
      if (isTrial) {
        if (isOnTrial || now().getTime() < trialAtMs) {
          throw new CircuitOpenError('not attempted: the last attempts have failed');
        }
        isOnTrial = true;
      }
      try {
        const result = await attempt();
        failures = 0;
        return result;
      } catch (error) {
        failures += 1;
        trialAtMs = now().getTime() + openMs;
        throw error;
      } finally {
        if (isTrial) isOnTrial = false;
      }
    },
  };
}
