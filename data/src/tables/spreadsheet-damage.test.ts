import { describe, expect, test } from 'vitest';
import {
  isRoundedNumber,
  repairMisreadText,
  withoutFormula,
  yearOfSerialDay,
} from './spreadsheet-damage.ts';

test.each([
  ['="0306406152"', '0306406152'],
  ['=0306406152', '0306406152'],
  ['=""', ''],
  [' 0306406152 ', '0306406152'],
])('the formula %s is %s', (field, text) => {
  expect(withoutFormula(field)).toBe(text);
});

test.each([
  ['9.78E+12', true],
  ['9,78E+12', true],
  ['9.78043902348e+12', true],
  ['9780439023481', false],
  ['E+12', false],
])('%s is a rounded number: %s', (field, isRounded) => {
  expect(isRoundedNumber(field)).toBe(isRounded);
});

describe('misread text', () => {
  test.each([
    ['Mary GrandPrÃ©', 'Mary GrandPré'],
    ['Donâ€™t', 'Don’t'],
    ['SÃ¸ren', 'Søren'],
  ])('%s was %s', (misread, meant) => {
    expect(repairMisreadText(misread)).toBe(meant);
  });

  test.each(['Mary GrandPré', 'plain', 'Ça va', 'ÄÖÜ'])('%s is as it should be', (text) => {
    expect(repairMisreadText(text)).toBeUndefined();
  });
});

test('a serial number of a day has a year', () => {
  expect(yearOfSerialDay('38976')).toBe(2006);
  expect(yearOfSerialDay('1984')).toBeUndefined();
  expect(yearOfSerialDay('99999')).toBeUndefined();
});
