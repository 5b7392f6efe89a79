import { Book } from '@books/domain/book';
import { averageRating, type RatingStats } from '@books/domain/rating-stats';
import { z } from 'zod';

/** A book as clients read it: the record, with null where it says nothing, and the ratings given here. */
export const BookShape = Book.extend({
  publication_year: z.int().nullable().meta({ description: 'Negative years are BCE' }),
  isbn: z.string().nullable().meta({ description: 'ISBN-10' }),
  language: z.string().nullable().meta({ description: 'ISO 639-1 where there is one' }),
  average_rating: z
    .number()
    .min(1)
    .max(5)
    .nullable()
    .meta({ description: 'Of the ratings given here; null when unrated' }),
  ratings_count: z.int().min(0).meta({ description: 'Ratings given here' }),
}).meta({ id: 'BookDetail', description: 'A book and what its ratings on this platform come to' });
export type BookShape = z.infer<typeof BookShape>;

export function bookShape(book: Book, stats: RatingStats): BookShape {
  return {
    ...book,
    publication_year: book.publication_year ?? null,
    isbn: book.isbn ?? null,
    language: book.language ?? null,
    average_rating: averageRating(stats),
    ratings_count: stats.count,
  };
}
