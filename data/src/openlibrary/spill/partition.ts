import { RECORD_HEADER_BYTES } from './record.ts';

// 2^21 records times 2^32 keys is as much as a double counts exactly.
const MAX_RECORDS = 2 ** 21;

/**
 * The records of one partition, sorted by `key`, `tag`, `minor`, `first` and `second`. Records are told by their place
 * in that order, 0 to `count` - 1; the payloads stay in the buffer that was read.
 */
export class Partition {
  readonly count: number;
  readonly #bytes: Buffer;
  readonly #view: DataView;
  /** Where each record begins, in sorted order. */
  readonly #starts: Uint32Array;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    const unsorted = this.#findStarts();
    this.count = unsorted.length;
    this.#starts = this.#sort(unsorted);
  }

  key(i: number): number {
    return this.#view.getUint32(this.#starts[i]! + 4, true);
  }

  tag(i: number): number {
    return this.#view.getUint32(this.#starts[i]! + 8, true);
  }

  minor(i: number): number {
    return this.#view.getUint32(this.#starts[i]! + 12, true);
  }

  link(i: number): number {
    return this.#view.getUint32(this.#starts[i]! + 16, true);
  }

  first(i: number): number {
    return this.#view.getFloat64(this.#starts[i]! + 24, true);
  }

  second(i: number): number {
    return this.#view.getFloat64(this.#starts[i]! + 32, true);
  }

  payload(i: number): Buffer {
    const from = this.#starts[i]! + RECORD_HEADER_BYTES;
    return this.#bytes.subarray(from, from + this.#view.getUint32(this.#starts[i]!, true));
  }

  text(i: number): string {
    const from = this.#starts[i]! + RECORD_HEADER_BYTES;
    return this.#bytes.toString('utf8', from, from + this.#view.getUint32(this.#starts[i]!, true));
  }

  /** Where the records with the key of record `from` end. */
  endOfKey(from: number): number {
    const key = this.key(from);
    let to = from + 1;
    while (to < this.count && this.key(to) === key) to += 1;
    return to;
  }

  #findStarts(): Uint32Array {
    let starts = new Uint32Array(1024);
    let count = 0;
    for (let at = 0; at < this.#bytes.length;) {
      if (count === starts.length) {
        const grown = new Uint32Array(2 * count);
        grown.set(starts);
        starts = grown;
      }
      starts[count] = at;
      count += 1;
      at += RECORD_HEADER_BYTES + this.#view.getUint32(at, true);
    }
    if (count > MAX_RECORDS) throw new RangeError(`a partition has ${count} records`);
    return starts.subarray(0, count);
  }

  /** Keys are sorted as numbers that carry the place of their record, which needs no comparing function. */
  #sort(unsorted: Uint32Array): Uint32Array {
    const view = this.#view;
    const keyed = new Float64Array(unsorted.length);
    for (let i = 0; i < unsorted.length; i += 1) {
      keyed[i] = view.getUint32(unsorted[i]! + 4, true) * MAX_RECORDS + i;
    }
    keyed.sort();
    const sorted = new Uint32Array(unsorted.length);
    for (let i = 0; i < keyed.length; i += 1) sorted[i] = unsorted[keyed[i]! % MAX_RECORDS]!;
    for (let from = 0; from < keyed.length;) {
      const key = Math.floor(keyed[from]! / MAX_RECORDS);
      let to = from + 1;
      while (to < keyed.length && Math.floor(keyed[to]! / MAX_RECORDS) === key) to += 1;
      if (to - from > 1) sorted.subarray(from, to).sort((a, b) => compareStarts(view, a, b));
      from = to;
    }
    return sorted;
  }
}

/** Order of two records of one key, by where they begin. */
function compareStarts(view: DataView, a: number, b: number): number {
  return (
    view.getUint32(a + 8, true) - view.getUint32(b + 8, true) ||
    view.getUint32(a + 12, true) - view.getUint32(b + 12, true) ||
    view.getFloat64(a + 24, true) - view.getFloat64(b + 24, true) ||
    view.getFloat64(a + 32, true) - view.getFloat64(b + 32, true)
  );
}
