import type { BookId } from '@books/domain/ids';

/** The books of a matrix or model, numbered from 0 in ascending order of id: equal sets have equal numbers. */
export type BookTable = {
  readonly ids: readonly BookId[];
  readonly indexOf: ReadonlyMap<BookId, number>;
};

/** @param ids in ascending order, none twice */
export function createBookTable(ids: readonly BookId[]): BookTable {
  return { ids, indexOf: new Map(ids.map((id, index) => [id, index])) };
}
