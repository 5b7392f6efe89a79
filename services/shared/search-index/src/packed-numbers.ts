const HEADER_WORDS = 2;

/**
 * Whole numbers below 2^32 in as few bits each as the largest of them needs. They lie in 32-bit words: how many there
 * are, how many bits each has, then the numbers without gaps, and a word that lets the last be read like the others.
 * All bits together are fewer than 2^32.
 */
export class PackedNumbers {
  readonly length: number;
  readonly #words: Uint32Array;
  readonly #bits: number;
  readonly #mask: number;

  constructor(words: Uint32Array) {
    this.#words = words;
    this.length = words[0]!;
    this.#bits = words[1]!;
    this.#mask = this.#bits === 32 ? 0xffffffff : 2 ** this.#bits - 1;
  }

  at(index: number): number {
    const bit = index * this.#bits;
    const shift = bit & 31;
    const word = HEADER_WORDS + (bit >>> 5);
    const low = this.#words[word]! >>> shift;
    // In two steps, as a shift by 32 would be none.
    const high = (this.#words[word + 1]! << 1) << (31 - shift);
    return ((low | high) & this.#mask) >>> 0;
  }
}

/** Numbers as the words that {@link PackedNumbers} reads. */
export function packNumbers(numbers: ArrayLike<number>): Uint32Array {
  let largest = 1;
  for (let i = 0; i < numbers.length; i += 1) if (numbers[i]! > largest) largest = numbers[i]!;
  const bits = 32 - Math.clz32(largest);
  const words = new Uint32Array(HEADER_WORDS + Math.ceil((numbers.length * bits) / 32) + 1);
  words[0] = numbers.length;
  words[1] = bits;
  for (let i = 0; i < numbers.length; i += 1) {
    const bit = i * bits;
    const shift = bit & 31;
    const word = HEADER_WORDS + (bit >>> 5);
    words[word]! |= numbers[i]! << shift;
    if (shift + bits > 32) words[word + 1]! |= numbers[i]! >>> (32 - shift);
  }
  return words;
}
