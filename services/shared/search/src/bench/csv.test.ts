import { describe, expect, test } from 'vitest';
import { csvRecords, csvRows } from './csv.ts';

describe('a CSV text', () => {
  test('may have commas, quotes and line breaks in quoted cells', () => {
    const rows = [...csvRows('a,"b, ""c""\nd",e\r\n,,\n"last"')];
    expect(rows).toEqual([['a', 'b, "c"\nd', 'e'], ['', '', ''], ['last']]);
  });

  test('ends with an empty cell when it ends with a comma', () => {
    expect([...csvRows('a,')]).toEqual([['a', '']]);
  });

  test('gives records by the names of the first row, without rows of another length', () => {
    expect([...csvRecords('id,title\n1,Dune\n2\n3,Emma\n')]).toEqual([
      { id: '1', title: 'Dune' },
      { id: '3', title: 'Emma' },
    ]);
  });
});
