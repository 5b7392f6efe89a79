import { expect, test } from 'vitest';
import { createRetryBudget } from './retry-budget.ts';

test('a budget lets tries through until it is spent, and one for ten successes after that', () => {
  const budget = createRetryBudget({ capacity: 3, perSuccess: 0.1 });
  const spend = () => budget.trySpend();
  expect([spend(), spend(), spend(), spend()]).toEqual([true, true, true, false]);
  for (let n = 0; n < 11; n += 1) budget.earn();
  expect([spend(), spend()]).toEqual([true, false]);
});

test('a budget saves up no more than its capacity', () => {
  const budget = createRetryBudget({ capacity: 1, perSuccess: 0.5 });
  for (let n = 0; n < 10; n += 1) budget.earn();
  expect([budget.trySpend(), budget.trySpend()]).toEqual([true, false]);
});
