/** Whole numbers of up to 32 bits that are appended one by one, without a JavaScript object for each. */
export class GrowableNumbers {
  #values = new Uint32Array(16);
  length = 0;

  push(value: number): void {
    if (this.length === this.#values.length) {
      const larger = new Uint32Array(this.length * 2);
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[this.length] = value;
    this.length += 1;
  }

  at(index: number): number {
    return this.#values[index]!;
  }

  /** The numbers so far; stays valid until the next `push`. */
  view(): Uint32Array {
    return this.#values.subarray(0, this.length);
  }
}

/** Texts that are appended one by one, as UTF-8 in one buffer. */
export class GrowableTexts {
  #bytes = Buffer.alloc(64);
  #used = 0;
  readonly #starts = new GrowableNumbers();

  constructor() {
    this.#starts.push(0);
  }

  get count(): number {
    return this.#starts.length - 1;
  }

  get byteLength(): number {
    return this.#used;
  }

  push(text: string): void {
    const needed = this.#used + text.length * 3;
    if (needed > this.#bytes.length) {
      const larger = Buffer.alloc(Math.max(needed, this.#bytes.length * 2));
      this.#bytes.copy(larger, 0, 0, this.#used);
      this.#bytes = larger;
    }
    this.#used += this.#bytes.write(text, this.#used, 'utf8');
    this.#starts.push(this.#used);
  }

  /** The bytes of one text; valid until the next `push`. */
  bytes(index: number): Buffer {
    return this.#bytes.subarray(this.#starts.at(index), this.#starts.at(index + 1));
  }
}
