import type { BookId } from '@books/domain/ids';
import { keepReads } from './fetch-ahead.ts';
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

/**
 * As {@link findBook} for `idAt(i)`, into `numbers[i]`, for `i` up to `count`. Step by step for all instead of one after the other,
 * and what a step needs is read ahead of it.
 */
export function findBooks(
  books: BookTable,
  count: number,
  idAt: (i: number) => BookId,
  numbers: Int32Array,
): void {
  const { ids, slots } = books;
  const mask = slots.length / 2 - 1;
  for (let i = 0; i < count; i += 1) numbers[i] = hashOf(idAt(i));
  let sum = 0;
  for (let i = 0; i < count; i += 1) sum += slots[2 * (numbers[i]! & mask)]!;
  for (let i = 0; i < count; i += 1) {
    const slot = findSlot(slots, numbers[i]! & mask, numbers[i]!);
    numbers[i] = slot;
    sum += Number(ids[slots[2 * slot + 1]! - 1] === undefined);
  }
  for (let i = 0; i < count; i += 1) sum += ids[slots[2 * numbers[i]! + 1]! - 1]?.length ?? 0;
  for (let i = 0; i < count; i += 1) numbers[i] = findFrom(books, idAt(i), numbers[i]!);
  keepReads(sum);
}

/** Brings the ids of these books near, which are needed one by one soon. */
export function fetchIds({ ids }: BookTable, books: Uint32Array): void {
  let sum = 0;
  for (let n = 0; n < books.length; n += 1) sum += Number(ids[books[n]!] === undefined);
  keepReads(sum);
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
