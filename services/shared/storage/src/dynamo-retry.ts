import { DomainError } from '@books/domain/errors';
import { isContention, outcomeOf } from './dynamo-errors.ts';
import type { RetryBudget } from './retry-budget.ts';

/** How often and how patiently something is tried again. */
export type RetryPolicy = {
  /** The first try counts too. */
  readonly attempts: number;
  /** The longest pause after the first failure; it doubles with each further one, up to {@link longestPauseMs}. */
  readonly firstPauseMs: number;
  readonly longestPauseMs: number;
};

/** For a request that somebody waits for: pauses of 2 seconds in the mean, 4 at most, before it is given up. */
export const REQUEST_RETRIES: RetryPolicy = { attempts: 12, firstPauseMs: 20, longestPauseMs: 500 };

/** For bulk work, which throttling slows down but does not end: pauses of a minute in the mean. */
export const BULK_RETRIES: RetryPolicy = { attempts: 30, firstPauseMs: 50, longestPauseMs: 5000 };

/** Chance, time and what may be spent, as dependencies. */
export type RetryDeps = {
  /** 0 up to, not including, 1. */
  readonly random: () => number;
  readonly sleep: (milliseconds: number) => Promise<unknown>;
  /** For what was throttled; who meets another change at the same moment tries again at no cost to others. */
  readonly budget: RetryBudget;
};

/**
 * How long to wait after a failure, in milliseconds: any time up to the bound, so that those who failed together do
 * not come back together.
 *
 * @param failures how many there were so far, from 1
 */
export function pauseMs(policy: RetryPolicy, failures: number, random: () => number): number {
  return random() * Math.min(policy.longestPauseMs, policy.firstPauseMs * 2 ** (failures - 1));
}

/**
 * Runs a change that reads, decides and writes, again from its beginning as long as somebody else comes in between or
 * the transaction is throttled.
 *
 * @throws DomainError unavailable when that happens too often or the budget is spent; whatever else `attempt` throws
 */
export async function retryContention<T>(
  { random, sleep, budget }: RetryDeps,
  attempt: () => Promise<T>,
): Promise<T> {
  const policy = REQUEST_RETRIES;
  for (let failures = 1; ; failures += 1) {
    try {
      const result = await attempt();
      budget.earn();
      return result;
    } catch (error) {
      if (!isContention(error)) throw error;
      const isThrottled = outcomeOf(error) === 'throttled';
      if (failures >= policy.attempts || (isThrottled && !budget.trySpend())) {
        throw new DomainError('unavailable', 'too many changes at the same moment, try again', {
          cause: error,
          retryAfterSeconds: 1,
        });
      }
      await sleep(pauseMs(policy, failures, random));
    }
  }
}
