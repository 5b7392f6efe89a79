/** Announces a byte that stands for itself. */
export const ESCAPE = 255;
/** Longest symbol in bytes. */
export const MAX_SYMBOL_BYTES = 8;

/**
 * Texts in a code of their own: a byte below 255 stands for a symbol of one to eight bytes of UTF-8, 255 for the byte
 * after it. Any stretch can be read by itself. This is FSST (Boncz, Neumann, Leis: FSST: Fast Random Access String
 * Compression, VLDB 2020). Without symbols texts are not coded at all.
 *
 * The symbols lie in bytes as the length of each followed by its bytes.
 */
export class SymbolTable {
  readonly #bytes: Uint8Array;
  readonly #starts: number[] = [];
  readonly #lengths: number[] = [];

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    for (let at = 0; at < bytes.length; at += 1 + bytes[at]!) {
      this.#lengths.push(bytes[at]!);
      this.#starts.push(at + 1);
    }
  }

  get isEmpty(): boolean {
    return this.#starts.length === 0;
  }

  /** The text coded in `coded[from]` up to, not including, `coded[to]`. */
  decode(coded: Uint8Array, from: number, to: number): string {
    if (this.isEmpty) {
      return Buffer.from(coded.buffer, coded.byteOffset + from, to - from).toString('utf8');
    }
    const room = roomFor((to - from) * MAX_SYMBOL_BYTES);
    let length = 0;
    for (let at = from; at < to; at += 1) {
      const code = coded[at]!;
      if (code === ESCAPE) {
        at += 1;
        room[length] = coded[at]!;
        length += 1;
        continue;
      }
      const start = this.#starts[code]!;
      const end = start + this.#lengths[code]!;
      for (let place = start; place < end; place += 1) {
        room[length] = this.#bytes[place]!;
        length += 1;
      }
    }
    return room.toString('utf8', 0, length);
  }
}

// Kept from call to call: this is called for every text that is shown.
let kept = Buffer.alloc(1024);

function roomFor(bytes: number): Buffer {
  if (bytes > kept.length) kept = Buffer.alloc(bytes * 2);
  return kept;
}
