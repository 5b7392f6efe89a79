import type { BookId } from '@books/domain/ids';
import { sharedInt32 } from './shared-arrays.ts';

/** The books of a matrix or model, numbered from 0 in ascending order of id: equal sets have equal numbers. */
export type BookTable = {
  readonly ids: readonly BookId[];
  /**
   * Where to look an id up: two places a slot, the hash and the number plus one, 0 for an empty slot. In a `Map` every id is
   * waited for four times and takes four times the memory, and threads would have to copy it.
   */
  readonly slots: Int32Array;
};

/** Of four slots at most three are taken: books that come to the same one are few and lie side by side. */
const SLOTS_PER_BOOK = 4 / 3;

/** @param ids in ascending order, none twice */
export function createBookTable(ids: readonly BookId[]): BookTable {
  const slotCount = 2 ** Math.ceil(Math.log2(Math.max(2, ids.length * SLOTS_PER_BOOK)));
  const slots = sharedInt32(slotCount * 2);
  const mask = slotCount - 1;
  ids.forEach((id, number) => {
    const hash = hashOf(id);
    let slot = hash & mask;
    while (slots[2 * slot + 1] !== 0) slot = (slot + 1) & mask;
    slots[2 * slot] = hash;
    slots[2 * slot + 1] = number + 1;
  });
  return { ids, slots };
}

/** Number of a book; -1 for one that is not in the table. */
export function findBook(books: BookTable, id: BookId): number {
  const { slots } = books;
  const hash = hashOf(id);
  return findFrom(books, id, findSlot(slots, hash & (slots.length / 2 - 1), hash));
}

/** Only keeps the reads that fetch what is needed soon from being left out. */
let fetched = 0;

/**
 * As {@link findBook} for `idAt(i)`, into `numbers[i]`, for `i` up to `count`. Step by step for all, which is faster than one after
 * the other: what has to come from memory is asked for together, and then arrives together.
 */
export function findBooks(
  books: BookTable,
  count: number,
  idAt: (i: number) => BookId,
  numbers: Int32Array,
): void {
  const { ids, slots } = books;
  const mask = slots.length / 2 - 1;
  let sum = 0;
  for (let i = 0; i < count; i += 1) {
    const hash = hashOf(idAt(i));
    numbers[i] = hash;
    sum += slots[2 * (hash & mask)]!;
  }
  for (let i = 0; i < count; i += 1) {
    const slot = findSlot(slots, numbers[i]! & mask, numbers[i]!);
    numbers[i] = slot;
    sum += ids[slots[2 * slot + 1]! - 1]?.length ?? 0;
  }
  for (let i = 0; i < count; i += 1) numbers[i] = findFrom(books, idAt(i), numbers[i]!);
  fetched = (fetched + sum) | 0;
}

/** The first slot from `slot` on that has the hash or is empty. */
function findSlot(slots: Int32Array, slot: number, hash: number): number {
  const mask = slots.length / 2 - 1;
  while (slots[2 * slot + 1] !== 0 && slots[2 * slot] !== hash) slot = (slot + 1) & mask;
  return slot;
}

/** The number of the book, whose hash the slot has if it is not empty. */
function findFrom({ ids, slots }: BookTable, id: BookId, slot: number): number {
  const mask = slots.length / 2 - 1;
  const hash = slots[2 * slot]!;
  for (;;) {
    const number = slots[2 * slot + 1]! - 1;
    if (number === -1 || ids[number] === id) return number;
    slot = findSlot(slots, (slot + 1) & mask, hash);
  }
}

/** FNV-1a, with its upper half mixed into the lower one, which names the slot. */
function hashOf(id: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < id.length; i += 1) hash = Math.imul(hash ^ id.charCodeAt(i), 0x01000193);
  return hash ^ (hash >>> 15);
}
