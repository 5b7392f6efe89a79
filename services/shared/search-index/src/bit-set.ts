/** A set of document numbers below a fixed size, as bits. */
export class BitSet {
  readonly #words: Uint32Array;

  constructor(capacity: number) {
    this.#words = new Uint32Array((capacity + 31) >>> 5);
  }

  has(value: number): boolean {
    return ((this.#words[value >>> 5]! >>> (value & 31)) & 1) === 1;
  }

  add(value: number): void {
    this.#words[value >>> 5]! |= 1 << (value & 31);
  }

  /** Adds `values[from]` up to, not including, `values[to]`. */
  addAll(values: Uint32Array, from: number, to: number): void {
    const words = this.#words;
    for (let i = from; i < to; i += 1) {
      const value = values[i]!;
      words[value >>> 5]! |= 1 << (value & 31);
    }
  }

  count(): number {
    const words = this.#words;
    let count = 0;
    for (let i = 0; i < words.length; i += 1) count += bitsOf(words[i]!);
    return count;
  }

  /** The lowest members, at most `limit`, in rising order; the set is empty afterwards. */
  drain(limit: number): Uint32Array {
    const words = this.#words;
    const members = new Uint32Array(limit);
    let at = 0;
    for (let i = 0; i < words.length && at < limit; i += 1) {
      let word = words[i]!;
      while (word !== 0 && at < limit) {
        const lowest = word & -word;
        members[at] = i * 32 + (31 - Math.clz32(lowest));
        at += 1;
        word ^= lowest;
      }
    }
    words.fill(0);
    return members.subarray(0, at);
  }

  clear(): void {
    this.#words.fill(0);
  }
}

/** How many bits of a 32-bit word are set. */
export function bitsOf(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
