import { packNumbers, PackedNumbers } from './packed-numbers.ts';

const BLOCK_BITS = 4;

/**
 * Where things of different sizes begin that lie one after another, and where the last ends. Every sixteenth place is
 * kept in full, of the others how far they are behind it. In 32-bit words: how many places are kept in full, these,
 * then the distances as packed numbers.
 */
export class Offsets {
  readonly length: number;
  readonly #bases: Uint32Array;
  readonly #distances: PackedNumbers;

  constructor(words: Uint32Array) {
    this.#bases = words.subarray(1, 1 + words[0]!);
    this.#distances = new PackedNumbers(words.subarray(1 + words[0]!));
    this.length = this.#distances.length;
  }

  at(index: number): number {
    return this.#bases[index >>> BLOCK_BITS]! + this.#distances.at(index);
  }
}

/** Rising numbers, of which there is at least one, as the words that {@link Offsets} reads. */
export function packOffsets(starts: ArrayLike<number>): Uint32Array {
  const bases = new Uint32Array(((starts.length - 1) >>> BLOCK_BITS) + 1);
  const distances = new Uint32Array(starts.length);
  for (let i = 0; i < starts.length; i += 1) {
    if (i % (1 << BLOCK_BITS) === 0) bases[i >>> BLOCK_BITS] = starts[i]!;
    distances[i] = starts[i]! - bases[i >>> BLOCK_BITS]!;
  }
  const packed = packNumbers(distances);
  const words = new Uint32Array(1 + bases.length + packed.length);
  words[0] = bases.length;
  words.set(bases, 1);
  words.set(packed, 1 + bases.length);
  return words;
}
