import { describe, expect, test } from 'vitest';
import { parsePublicationYear } from './publication-year.ts';

describe('the year of', () => {
  test.each([
    ['1992', 1992],
    ['c1992', 1992],
    ['©1992', 1992],
    ['[1897?]', 1897],
    ['December 1993', 1993],
    ['Nov 25, 2010', 2010],
    ['January 1, 1962', 1962],
    ['1866, 76', 1866],
    ['1860-63', 1860],
    ['[1868-70.]', 1868],
    ['1850]', 1850],
    ['1779.]', 1779],
    ['1876, etc', 1876],
    ['1879 [1878]', 1878],
    ['1905 [i.e. 1906]', 1906],
    ['12/2010', 2010],
    ['2010-12-31', 2010],
    ['20031231', 2003],
    ['5730 [1969 or 1970]', 1969],
    ['Heisei 3 [1991]', 1991],
    ['MDCCLXXVI', 1776],
    ['M DCC XC', undefined],
    ['380 BC', -380],
    ['380 B.C.E.', -380],
    ['1962 printing, c1955', 1962],
    ['0 BC', undefined],
    ['19--', undefined],
    ['198-?', undefined],
    ['[n.d.]', undefined],
    ['15th cent.', undefined],
    ['01/02/03', undefined],
    ['9999', undefined],
    ['0000', undefined],
    ['', undefined],
  ])('%s is %s', (text, year) => {
    expect(parsePublicationYear(text, 2026)).toBe(year);
  });
});
