import type { Segment } from './segment.ts';

// Open addressing with linear probing; 0 is an empty place, else document number + 1.

/** Places of a table for so many ids: a power of two, at most two thirds full. */
export function idTableSize(count: number): number {
  return 2 ** Math.ceil(Math.log2(Math.max(2, count * 1.5)));
}

/** FNV-1a over bytes, 32 bits. */
export function hashBytes(bytes: Uint8Array): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < bytes.length; i += 1) hash = Math.imul(hash ^ bytes[i]!, 0x01000193);
  return hash >>> 0;
}

/**
 * Puts a number into the table under an id.
 *
 * @param bytesOf the id of a number already in the table
 * @returns the number that had the id before, which is replaced; `undefined` when the id is new
 */
export function insertId(
  table: Uint32Array,
  id: Uint8Array,
  document: number,
  bytesOf: (document: number) => Uint8Array,
): number | undefined {
  const mask = table.length - 1;
  let place = hashBytes(id) & mask;
  for (; table[place] !== 0; place = (place + 1) & mask) {
    const other = table[place]! - 1;
    if (Buffer.compare(bytesOf(other), id) !== 0) continue;
    table[place] = document + 1;
    return other;
  }
  table[place] = document + 1;
  return undefined;
}

/** The document with an id; `undefined` when there is none. */
export function documentById(segment: Segment, id: string): number | undefined {
  const bytes = Buffer.from(id, 'utf8');
  const { idTable, idBytes, idStarts } = segment;
  const mask = idTable.length - 1;
  for (let place = hashBytes(bytes) & mask; idTable[place] !== 0; place = (place + 1) & mask) {
    const document = idTable[place]! - 1;
    const candidate = idBytes.subarray(idStarts[document], idStarts[document + 1]);
    if (Buffer.compare(candidate, bytes) === 0) return document;
  }
  return undefined;
}
