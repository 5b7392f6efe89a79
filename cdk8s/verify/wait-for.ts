import { setTimeout as sleep } from 'node:timers/promises';

export type WaitOptions = {
  readonly seconds: number;
  /** What is waited for, for the message when it does not come. */
  readonly what: string;
  readonly everyMs?: number;
};

/**
 * Asks until there is an answer. A question that throws counts as not yet.
 *
 * @throws Error that says what did not come, and why the last try failed
 */
export async function waitFor<Answer>(
  ask: () => Promise<Answer | undefined> | Answer | undefined,
  { seconds, what, everyMs = 500 }: WaitOptions,
): Promise<Answer> {
  const deadline = Date.now() + seconds * 1000;
  let fault: unknown;
  for (;;) {
    try {
      const answer = await ask();
      if (answer !== undefined && answer !== false) return answer;
      fault = undefined;
    } catch (error) {
      fault = error;
    }
    if (Date.now() > deadline) {
      const why = fault instanceof Error ? `: ${fault.message}` : '';
      throw new Error(`${what} did not come within ${seconds} s${why}`, { cause: fault });
    }
    await sleep(everyMs);
  }
}
