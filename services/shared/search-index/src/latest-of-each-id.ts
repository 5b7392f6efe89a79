import type { GrowableTexts } from './growable.ts';
import { hashBytes } from './id-order.ts';

/** Numbers of the texts that count: of several that are equal the one added last. */
export function latestOfEach(texts: GrowableTexts): Uint32Array {
  // Open addressing with linear probing; 0 is an empty place, else the text's number + 1. At most two thirds full.
  const table = new Uint32Array(2 ** Math.ceil(Math.log2(Math.max(2, texts.count * 1.5))));
  const superseded = new Set<number>();
  for (let number = 0; number < texts.count; number += 1) {
    const place = placeOf(table, texts, number);
    if (table[place] !== 0) superseded.add(table[place]! - 1);
    table[place] = number + 1;
  }
  const latest = new Uint32Array(texts.count - superseded.size);
  let count = 0;
  for (let number = 0; number < texts.count; number += 1) {
    if (superseded.has(number)) continue;
    latest[count] = number;
    count += 1;
  }
  return latest;
}

/** Where the table has an equal text, or the empty place for this one. */
function placeOf(table: Uint32Array, texts: GrowableTexts, number: number): number {
  const mask = table.length - 1;
  const bytes = texts.bytes(number);
  let place = hashBytes(bytes) & mask;
  while (table[place] !== 0 && Buffer.compare(texts.bytes(table[place]! - 1), bytes) !== 0) {
    place = (place + 1) & mask;
  }
  return place;
}
