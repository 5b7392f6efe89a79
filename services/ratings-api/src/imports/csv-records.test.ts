import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readCsv, type CsvRecord } from './csv-records.ts';

/** The text in pieces, as a network delivers it. */
async function* inPieces(text: string, lengths: readonly number[] = []): AsyncIterable<string> {
  let from = 0;
  for (let n = 0; from < text.length; n += 1) {
    const length = lengths[n % Math.max(lengths.length, 1)] ?? text.length;
    yield text.slice(from, from + length);
    from += length;
  }
}
const read = (text: string, lengths?: readonly number[], columnCount?: number) =>
  Array.fromAsync(
    readCsv(inPieces(text, lengths), {
      delimiter: ',',
      ...(columnCount !== undefined && { columnCount }),
    }),
  );
const fieldsOf = (records: readonly CsvRecord[]) =>
  records.map((record) => ('fields' in record ? record.fields : record.fault));

const lengths = fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 5 });
const lineEnd = fc.constantFrom('\n', '\r\n', '\r');
const field = fc.string({
  unit: fc.constantFrom('a', 'ß', '書', '😀', ' ', ',', ';', '"', '\n', '\r\n', '=', "'"),
  maxLength: 8,
});
/** Two fields or more, since a single empty one is an empty line. */
const record = fc.array(field, { minLength: 2, maxLength: 4 });

function written(fields: readonly string[]): string {
  return fields
    .map((text) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text))
    .join(',');
}

describe('a CSV file', () => {
  test('is read as it was written, whatever pieces it comes in', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(record), lineEnd, lengths, async (records, end, pieces) => {
        const text = records.map((fields) => written(fields) + end).join('');
        expect(fieldsOf(await read(text, pieces))).toEqual(records);
      }),
    );
  });

  test('is read the same in pieces as in one, whatever it holds', async () => {
    const anything = fc.string({
      unit: fc.constantFrom('a', ',', '"', '\n', '\r', '\r\n', ' '),
      maxLength: 40,
    });
    await fc.assert(
      fc.asyncProperty(anything, lengths, async (text, pieces) => {
        expect(await read(text, pieces, 3)).toEqual(await read(text, undefined, 3));
      }),
      { numRuns: 500 },
    );
  });

  test('loses no other line to a quote that is never closed', async () => {
    const plain = fc.tuple(...Array.from({ length: 3 }, () => fc.stringMatching(/^[a-z]{1,5}$/)));
    await fc.assert(
      fc.asyncProperty(fc.array(plain), fc.array(plain), lengths, async (before, after, pieces) => {
        const lines = [...before, ['"open', 'x', 'y'], ...after].map((it) => `${it.join(',')}\n`);
        const records = await read(lines.join(''), pieces, 3);
        expect(fieldsOf(records)).toEqual([...before, 'a quote is not closed', ...after]);
        expect(records.map(({ line }) => line)).toEqual(records.map((_, n) => n + 1));
      }),
    );
  });

  test('does not take the quote of the next line for the end of one that is never closed', async () => {
    const text = '1,"no end,x\n2,"Title, one",y\n3,"Two",z\n';
    const records = fieldsOf(await read(text, [5], 3));
    expect(records).toEqual(['a quote is not closed', ['2', 'Title, one', 'y'], ['3', 'Two', 'z']]);
  });

  test('says in which line a record begins, also behind records of several lines', async () => {
    const records = await read('a,"one\ntwo\r\nthree"\r\nb,c\r\n\r\nd,"e"\n', [3]);
    expect(records.map(({ line }) => line)).toEqual([1, 4, 6]);
  });

  test.each([
    ['without a quote', 'x'],
    ['in a quote', '"x'],
  ])('costs one line when that never ends, %s', async (_, start) => {
    async function* endless() {
      yield `a,b\n${start}`;
      for (let n = 0; n < 2000; n += 1) yield 'x'.repeat(10_000);
      yield '\r';
      yield '\nc,d\n';
    }
    const records: CsvRecord[] = [];
    for await (const each of readCsv(endless(), { delimiter: ',' })) {
      records.push(each);
    }
    expect(fieldsOf(records)).toEqual([['a', 'b'], expect.any(String), ['c', 'd']]);
    expect(records.map(({ line }) => line)).toEqual([1, 2, 3]);
  });
});
