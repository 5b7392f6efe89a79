import { array, assert, constantFrom, integer, property } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Offsets, packOffsets } from './offsets.ts';
import { packNumbers, PackedNumbers } from './packed-numbers.ts';

const aWidth = constantFrom(0, 1, 2, 7, 8, 9, 15, 16, 17, 31, 32);
const aSeed = integer({ min: 0, max: 0xffffffff });

describe('packed numbers', () => {
  test('are read as they were put in, whatever the width of the largest', () => {
    assert(
      property(aWidth, array(aSeed, { maxLength: 100, size: 'max' }), (bits, seeds) => {
        const numbers = seeds.map((seed, i) => (i === 0 ? 2 ** bits - 1 : seed % 2 ** bits));
        const packed = new PackedNumbers(packNumbers(numbers));
        expect(packed.length).toBe(numbers.length);
        expect(numbers.map((_, i) => packed.at(i))).toEqual(numbers);
      }),
    );
  });

  test('take as many bits each as the largest needs', () => {
    // 64 numbers of 5 bits are 10 words, beside the header and the word at the end.
    expect(packNumbers(Array.from({ length: 64 }, () => 31)).length).toBe(2 + 10 + 1);
  });
});

describe('offsets', () => {
  test('are read as they were put in', () => {
    assert(
      property(array(integer({ min: 0, max: 100_000 }), { maxLength: 100 }), (sizes) => {
        const starts = [0];
        for (const size of sizes) starts.push(starts.at(-1)! + size);
        const offsets = new Offsets(packOffsets(starts));
        expect(offsets.length).toBe(starts.length);
        expect(starts.map((_, i) => offsets.at(i))).toEqual(starts);
      }),
    );
  });
});
