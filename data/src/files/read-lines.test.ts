import fc from 'fast-check';
import { expect, test } from 'vitest';
import { collect } from './collect.ts';
import { readLines } from './read-lines.ts';

async function* chunksOf(bytes: Uint8Array, size: number): AsyncIterable<Uint8Array> {
  for (let start = 0; start < bytes.length; start += size)
    yield bytes.subarray(start, start + size);
}

async function linesOf(text: string, chunkSize = 1024): Promise<string[]> {
  return (await collect(readLines(chunksOf(Buffer.from(text), chunkSize)))).flat();
}

test.each([
  ['either line end', 'one\r\ntwo\nthree\n', ['one', 'two', 'three']],
  ['a last line without an end', 'one\ntwo', ['one', 'two']],
  ['empty lines, so that line numbers stay right', 'one\n\ntwo\n', ['one', '', 'two']],
  ['a byte order mark', '\ufeffone\n', ['one']],
  ['nothing', '', []],
  ['a separator inside a JSON string', '"one\u2028two"\n', ['"one\u2028two"']],
])('reads %s', async (_what, text, lines) => {
  expect(await linesOf(text)).toEqual(lines);
});

test('lines and letters may be cut anywhere', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.string({ unit: 'grapheme' }).map((text) => text.replace(/[\r\n]/g, ''))),
      fc.integer({ min: 1, max: 7 }),
      async (lines, chunkSize) => {
        const text = lines.map((line) => `${line}\n`).join('');
        expect(await linesOf(text, chunkSize)).toEqual(lines);
      },
    ),
  );
});
