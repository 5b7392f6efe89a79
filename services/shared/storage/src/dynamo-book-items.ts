import { Book } from '@books/domain/book';
import { DomainError } from '@books/domain/errors';
import type { BookId } from '@books/domain/ids';
import { shardOf, type Item } from './dynamo-items.ts';

/** Parts of a day's changes, so that an import book by book does not write to one place only. */
export const CHANGE_SHARDS = 4;

/** A record as its item, without what makes it a recent change. */
export function bookItem(book: Book): Item {
  return { ...book };
}

/** The keys of the indexes `recent_changes`, for a record that changed now, or an id that was merged away. */
export function changeKeys(bookId: BookId, now: Date): Item {
  return {
    change_bucket: changeBucket(now, shardOf(bookId, CHANGE_SHARDS)),
    updated_at: now.toISOString(),
  };
}

/** One shard of the changes of one day (UTC). */
export function changeBucket(day: Date, shard: number): string {
  return `${day.toISOString().slice(0, 'yyyy-mm-dd'.length)}#${shard}`;
}

/** Every bucket that has changes from `from` to `to`. */
export function changeBuckets(from: Date, to: Date): string[] {
  const buckets: string[] = [];
  for (let day = startOfDay(from); day <= to.getTime(); day += MS_PER_DAY) {
    for (let shard = 0; shard < CHANGE_SHARDS; shard += 1) {
      buckets.push(changeBucket(new Date(day), shard));
    }
  }
  return buckets;
}

const MS_PER_DAY = 24 * 3600 * 1000;
const startOfDay = (time: Date) => Math.floor(time.getTime() / MS_PER_DAY) * MS_PER_DAY;

/** @throws DomainError internal_error when the item is no record, i.e. it is damaged or a newer program wrote it */
export function bookFromItem(item: Item): Book {
  const parsed = Book.safeParse(item);
  if (parsed.success) return parsed.data;
  throw new DomainError('internal_error', 'a stored record cannot be read', {
    cause: parsed.error,
  });
}

export const isbnKey = (isbn13: string) => `isbn:${isbn13}`;
export const aliasKey = (bookId: BookId) => `${ALIAS_PREFIX}${bookId}`;
const ALIAS_PREFIX = 'alias:';

/** The id that an alias key is of. It was checked when the key was written, hence the cast. */
export function bookIdOfAlias(key: string): BookId {
  return key.slice(ALIAS_PREFIX.length) as BookId;
}

/** The items that lead from a book's ISBNs to it. */
export function isbnItems(book: Book): Item[] {
  return [...new Set(book.isbn_13)].map((isbn) => ({ key: isbnKey(isbn), book_id: book.book_id }));
}
