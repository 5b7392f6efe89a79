import {
  ConditionalCheckFailedException,
  TransactionCanceledException,
} from '@aws-sdk/client-dynamodb';
import { DomainError } from '@books/domain/errors';
import { expect, test } from 'vitest';
import { pauseMs, REQUEST_RETRIES, retryContention } from './dynamo-retry.ts';
import { createRetryBudget, UNLIMITED_RETRIES } from './retry-budget.ts';

const contention = () =>
  new ConditionalCheckFailedException({ message: 'somebody was quicker', $metadata: {} });

/** Waits for nothing and notes how long it should have waited. */
function someRetryDeps(budget = UNLIMITED_RETRIES) {
  const pauses: number[] = [];
  const sleep = async (milliseconds: number) => void pauses.push(milliseconds);
  return { pauses, random: () => 1, sleep, budget };
}

test('doubles the longest pause with every failure, up to its bound', () => {
  const policy = { attempts: 9, firstPauseMs: 20, longestPauseMs: 100 };
  const pauses = [1, 2, 3, 4, 50].map((failures) => pauseMs(policy, failures, () => 1));
  expect(pauses).toEqual([20, 40, 80, 100, 100]);
});

test('pauses anywhere between nothing and the bound', () => {
  const policy = { attempts: 9, firstPauseMs: 20, longestPauseMs: 100 };
  expect(pauseMs(policy, 2, () => 0)).toBe(0);
  expect(pauseMs(policy, 2, () => 0.25)).toBe(10);
});

test('begins anew until nobody comes in between', async () => {
  const deps = someRetryDeps();
  let tries = 0;
  const result = await retryContention(deps, async () => {
    tries += 1;
    if (tries < 3) throw contention();
    return 'written';
  });
  expect(result).toBe('written');
  expect(deps.pauses).toEqual([20, 40]);
});

test('gives up after a bounded number of tries and says when to come back', async () => {
  const deps = someRetryDeps();
  let tries = 0;
  const givingUp = retryContention(deps, async () => {
    tries += 1;
    throw contention();
  });
  await expect(givingUp).rejects.toMatchObject({ kind: 'unavailable', retryAfterSeconds: 1 });
  expect(tries).toBe(REQUEST_RETRIES.attempts);
  expect(deps.pauses).toHaveLength(REQUEST_RETRIES.attempts - 1);
});

test('does not try again what failed for another reason', async () => {
  const deps = someRetryDeps();
  const failure = new DomainError('not_found', 'no book has id gb:404');
  await expect(
    retryContention(deps, async () => {
      throw failure;
    }),
  ).rejects.toBe(failure);
  expect(deps.pauses).toEqual([]);
});

test('spends the budget on what was throttled, and gives up when there is none left', async () => {
  const deps = someRetryDeps(createRetryBudget({ capacity: 2, perSuccess: 0 }));
  const throttled = new TransactionCanceledException({
    message: 'cancelled',
    $metadata: {},
    CancellationReasons: [{ Code: 'None' }, { Code: 'ThrottlingError' }],
  });
  let tries = 0;
  const givingUp = retryContention(deps, async () => {
    tries += 1;
    throw throttled;
  });
  await expect(givingUp).rejects.toMatchObject({ kind: 'unavailable', retryAfterSeconds: 1 });
  expect(tries).toBe(3);
});

test('spends nothing on changes that meet', async () => {
  const deps = someRetryDeps(createRetryBudget({ capacity: 0, perSuccess: 0 }));
  let tries = 0;
  await retryContention(deps, async () => {
    tries += 1;
    if (tries < 3) throw contention();
  });
  expect(tries).toBe(3);
});
