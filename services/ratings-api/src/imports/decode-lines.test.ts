import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeLines } from './decode-lines.ts';

async function* inPieces(bytes: Uint8Array, length: number): AsyncIterable<Uint8Array> {
  for (let from = 0; from < bytes.length; from += length) yield bytes.subarray(from, from + length);
}
const decode = async (bytes: Uint8Array, length = bytes.length || 1) =>
  (await Array.fromAsync(decodeLines(inPieces(bytes, length)))).join('');

const TEXT = 'Title,My Rating\nLes Misérables – «Œuvre»,5\n';
const inWindows1252 = Buffer.from(TEXT.replace('–', '\u0096').replace('Œ', '\u008c'), 'latin1');
const utf16 = (text: string) => Buffer.from(text, 'utf16le');

test.each([
  ['UTF-8', Buffer.from(TEXT)],
  ['UTF-8 with a mark', Buffer.from(`\ufeff${TEXT}`)],
  ['UTF-16 with a mark', utf16(`\ufeff${TEXT}`)],
  ['UTF-16 without a mark', utf16(TEXT)],
  ['UTF-16, big end first, with a mark', utf16(`\ufeff${TEXT}`).swap16()],
  ['UTF-16, big end first', utf16(TEXT).swap16()],
  ['Windows-1252', inWindows1252],
])('reads %s, whatever pieces it comes in', async (_, bytes) => {
  for (const length of [1, 2, 3, 7, bytes.length]) {
    expect(await decode(bytes, length)).toBe(TEXT);
  }
});

test('reads a file whose lines are UTF-8 and Windows-1252 in turn', async () => {
  const bytes = Buffer.concat([Buffer.from(TEXT), inWindows1252, Buffer.from(TEXT)]);
  expect(await decode(bytes, 5)).toBe(TEXT.repeat(3));
});

test('makes some text of any bytes, the same in pieces as in one', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ maxLength: 60 }),
      fc.integer({ min: 1, max: 9 }),
      async (bytes, length) => {
        expect(await decode(bytes, length)).toBe(await decode(bytes));
      },
    ),
    { numRuns: 500 },
  );
});
