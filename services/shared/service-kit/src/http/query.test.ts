import { z } from 'zod';
import { describe, expect, test } from 'vitest';
import { queryInteger, queryLimit, queryList, queryNumber } from './query.ts';

describe('a whole number in a query', () => {
  test.each([
    ['1', 1],
    ['100', 100],
    ['007', 7],
  ])('reads %s', (text, value) => expect(queryInteger(1, 100).parse(text)).toBe(value));

  test.each([
    '0',
    '101',
    '-1',
    '1.5',
    '1e1',
    '0x10',
    ' 1',
    '',
    'abc',
    '10abc',
    '99999999999',
    'NaN',
    '١',
  ])('refuses "%s"', (text) => expect(queryInteger(1, 100).safeParse(text).success).toBe(false));

  test('refuses a name that is given twice', () => {
    expect(queryInteger(1, 100).safeParse(['1', '2']).success).toBe(false);
  });
});

test('takes the default of a limit that is not given', () => {
  expect(queryLimit(20).parse(undefined)).toBe(20);
  expect(queryLimit(20).safeParse('101').success).toBe(false);
});

test('reads decimal numbers within their range', () => {
  expect(queryNumber(0, 5).parse('3.5')).toBe(3.5);
  for (const text of ['5.1', '-0.1', '1e0', '.5', 'Infinity']) {
    expect(queryNumber(0, 5).safeParse(text).success).toBe(false);
  }
});

test('reads a list from commas or from a repeated name', () => {
  const list = queryList(z.string().min(1), 3);
  expect(list.parse('a,b')).toEqual(['a', 'b']);
  expect(list.parse(['a', 'b,c'])).toEqual(['a', 'b', 'c']);
  expect(list.parse(undefined)).toBeUndefined();
  expect(list.safeParse('a,,b').success).toBe(false);
  expect(list.safeParse('a,b,c,d').success).toBe(false);
});
