import { expect, test } from 'vitest';
import { AccountKeeper, Tally } from './account.ts';

test('an account holds every row under what became of it', () => {
  const keeper = new AccountKeeper();
  keeper.keep();
  keeper.merge('repeated');
  keeper.reject('empty');
  keeper.reject('empty');
  expect(keeper.close(4)).toEqual({
    rows: 4,
    kept: 1,
    merged: { repeated: 1 },
    rejected: { empty: 2 },
  });
});

test('an account that forgot a row cannot be closed', () => {
  const keeper = new AccountKeeper();
  keeper.keep();
  expect(() => keeper.close(2)).toThrow('1 of 2 rows are accounted for');
});

test('a tally lists its names in alphabetical order', () => {
  const tally = new Tally();
  tally.add('b');
  tally.add('a', 2);
  tally.add('b');
  expect(JSON.stringify(tally)).toBe('{"a":2,"b":2}');
  expect(tally.total).toBe(4);
});
