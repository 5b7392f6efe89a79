/** What all requests of a process together may spend on trying again. */
export type RetryBudget = {
  /** Takes what one more try costs. @returns false when there is nothing left */
  trySpend(): boolean;
  /** A request has succeeded. */
  earn(): void;
};

export type RetryBudgetOptions = {
  /** Tries that are there at the start, and the most that are saved up. */
  readonly capacity: number;
  /** Tries that each success earns: with 0.1, a tenth more requests than without trying again, in the long run. */
  readonly perSuccess: number;
};

/**
 * A budget for trying again what was throttled: a few failures among many successes are all tried again, while a store
 * that throttles nearly everything is not asked several times for each request, which would keep it throttling.
 */
export function createRetryBudget({ capacity, perSuccess }: RetryBudgetOptions): RetryBudget {
  let left = capacity;
  return {
    trySpend() {
      if (left < 1) return false;
      left -= 1;
      return true;
    },
    earn() {
      left = Math.min(capacity, left + perSuccess);
    },
  };
}

/** For bulk work, which is to go on however long it takes. */
export const UNLIMITED_RETRIES: RetryBudget = { trySpend: () => true, earn: () => {} };
