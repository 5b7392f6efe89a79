import type { Book } from '@books/domain/book';
import type { RatingStats } from '@books/domain/rating-stats';
import { prepareTaggedJson, type TaggedJson } from '@books/service-kit/http/prepared-answer';
import { bookShape, type BookShape } from './book-shape.ts';

type Known = { readonly stats: RatingStats; readonly answer: TaggedJson<BookShape> };

const knownByBook = new WeakMap<Book, Known>();

/**
 * The answer that tells of a book. Made once for the same two objects, which a store that keeps them in memory gives
 * again and again; neither is ever changed.
 */
export function preparedBook(book: Book, stats: RatingStats): TaggedJson<BookShape> {
  const known = knownByBook.get(book);
  if (known?.stats === stats) return known.answer;
  const answer = prepareTaggedJson(bookShape(book, stats));
  knownByBook.set(book, { stats, answer });
  return answer;
}
