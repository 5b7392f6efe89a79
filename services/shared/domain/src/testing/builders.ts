import { Book, type BookInput } from '../book.ts';
import { BookId, UserId } from '../ids.ts';
import type { Rating } from '../rating.ts';

/** A complete valid record; a test states only what it is about. */
export function aBook(fields: Partial<BookInput> = {}): Book {
  return Book.parse({ book_id: 'gb:1', title: 'Dune', ...fields });
}

/** A complete valid rating, 4 stars on New Year 2026 unless said otherwise. */
export function aRating(
  fields: { userId?: string; bookId?: string; stars?: number; ratedAt?: Date } = {},
): Rating {
  return {
    userId: UserId.parse(fields.userId ?? 'ann'),
    bookId: BookId.parse(fields.bookId ?? 'gb:1'),
    stars: fields.stars ?? 4,
    ratedAt: fields.ratedAt ?? new Date('2026-01-01T00:00:00Z'),
  };
}

export const bookId = (id: string): BookId => BookId.parse(id);
export const userId = (id: string): UserId => UserId.parse(id);
