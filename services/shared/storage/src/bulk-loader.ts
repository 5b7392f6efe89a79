import type { Book } from '@books/domain/book';
import type { BookId } from '@books/domain/ids';
import type { Rating } from '@books/domain/rating';
import { z } from 'zod';
import type { SystemRecords } from './system-records.ts';

/** Id of the system record that stands while a load is under way, and after one that was ended early. */
export const UNFINISHED_LOAD = 'bulk-load';

/** Id of the system record that tells when the last load was finished; its value is a {@link LastLoad}. */
export const LAST_LOAD = 'last-load';
export const LastLoad = z.object({ finishedAtMs: z.int() });

/** When the last load was finished, in milliseconds since 1970; 0 for a store that was never loaded. */
export async function lastLoadedAtMs(system: Pick<SystemRecords, 'read'>): Promise<number> {
  return LastLoad.safeParse((await system.read(LAST_LOAD))?.value).data?.finishedAtMs ?? 0;
}

/** An id that was merged away and the book that it leads to. */
export type Alias = { readonly from: BookId; readonly to: BookId };

/** Fills an empty store fast. Stats are written from the same ratings. */
export type BulkLoader = {
  /** True while neither books nor ratings are stored. */
  isEmpty(): Promise<boolean>;
  /** Removes books, ratings and stats. */
  clear(): Promise<void>;
  /** Stores records; a record with a known id replaces it. */
  putBooks(books: readonly Book[]): Promise<void>;
  /** From now on each `from` leads to its `to`, as after a redirect. */
  putAliases(aliases: readonly Alias[]): Promise<void>;
  /** Stores ratings; the last one for a reader and book wins. Stats are complete after {@link finish} only. */
  putRatings(ratings: readonly Rating[]): Promise<void>;
  /** Writes the stats of all stored ratings, and when that was as {@link LAST_LOAD}. */
  finish(): Promise<void>;
};
