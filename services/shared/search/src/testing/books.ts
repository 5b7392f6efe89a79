import { Book, type BookInput } from '@books/domain/book';
import { NO_RATINGS, type RatingStats } from '@books/domain/rating-stats';
import type { IndexedBook } from '../search-engine.ts';

/** A valid book; a test states only what it is about. `authors` are names, `readers` is the source's rating count. */
export function anIndexedBook({
  authors = [],
  readers,
  stars = 4,
  stats = NO_RATINGS,
  ...book
}: Omit<Partial<BookInput>, 'authors'> & {
  book_id: string;
  title: string;
  authors?: readonly string[];
  readers?: number;
  stars?: number;
  stats?: RatingStats;
}): IndexedBook {
  const sourceRating =
    readers === undefined
      ? {}
      : {
          source_rating: { average: stars, count: readers, source: 'test', as_of: '2026-01-01' },
        };
  return {
    book: Book.parse({
      ...sourceRating,
      ...book,
      authors: authors.map((author_name) => ({ author_name })),
    }),
    stats,
  };
}
