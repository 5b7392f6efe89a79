import { expect, test } from 'vitest';
import { collect } from './collect.ts';
import { readCsv, type CsvFault, type CsvRow } from './read-csv.ts';

async function read(...chunks: string[]): Promise<{ rows: CsvRow[]; faults: CsvFault[] }> {
  async function* bytes(): AsyncIterable<Uint8Array> {
    for (const chunk of chunks) yield Buffer.from(chunk);
  }
  const batches = await collect(readCsv(bytes()));
  return {
    rows: batches.flatMap((batch) => batch.rows),
    faults: batches.flatMap((batch) => batch.faults),
  };
}

test('numbers rows by their line', async () => {
  expect((await read('a,b\n1,2\n\n3,4')).rows).toEqual([
    { line: 1, fields: ['a', 'b'] },
    { line: 2, fields: ['1', '2'] },
    { line: 4, fields: ['3', '4'] },
  ]);
});

test('takes commas and doubled quotes inside quotes as they are meant', async () => {
  const { rows } = await read('1,"Rowling, J.K.","A Child Called ""It"""\n');
  expect(rows[0]?.fields).toEqual(['1', 'Rowling, J.K.', 'A Child Called "It"']);
});

test('reads either line end, even mixed, and a byte order mark', async () => {
  const { rows } = await read('\ufeffa,b\r\n1,2\n3,4\r\n');
  expect(rows.map((row) => row.fields)).toEqual([
    ['a', 'b'],
    ['1', '2'],
    ['3', '4'],
  ]);
});

test('reads rows that are cut between two chunks', async () => {
  const { rows } = await read('a,b\n1', '0,2', '0\n');
  expect(rows.map((row) => row.fields)).toEqual([
    ['a', 'b'],
    ['10', '20'],
  ]);
});

test('keeps rows of any width, and empty fields', async () => {
  const { rows } = await read('a,b\n1\n1,2,3\n,\n');
  expect(rows.map((row) => row.fields)).toEqual([['a', 'b'], ['1'], ['1', '2', '3'], ['', '']]);
});

test.each(['1,x"y', '"1,2', '"1"2,3'])('goes on after a line that is not CSV: %s', async (line) => {
  const { rows, faults } = await read(`a,b\n${line}\n3,4\n`);
  expect(faults).toEqual([{ line: 2, reason: 'has a misplaced quote' }]);
  expect(rows.map((row) => row.line)).toEqual([1, 3]);
});
