import { Book } from '@books/domain/book';
import { BookId } from '@books/domain/ids';
import { NO_RATINGS } from '@books/domain/rating-stats';
import { z } from 'zod';
import type { IndexedBook } from '../search-engine.ts';

/** The short form of a book, for catalogues made for measuring. */
export const CatalogueLine = z.object({
  book_id: BookId,
  title: z.string().trim().min(1).max(1000),
  authors: z.array(z.string().trim().min(1)).default([]),
  year: z.int().min(-5000).max(3000).optional(),
  language: z.string().optional(),
  subjects: z.array(z.string().trim().min(1)).default([]),
  rating: z.number().min(0).max(5).optional(),
  ratings_count: z.int().min(0).optional(),
});
export type CatalogueLine = z.infer<typeof CatalogueLine>;

/**
 * A line of a catalogue as a book: a canonical record or the short form.
 *
 * @throws Error saying what is wrong with it
 */
export function readCatalogueLine(line: string): IndexedBook {
  const json: unknown = JSON.parse(line);
  const canonical = Book.safeParse(json);
  if (canonical.success) return { book: canonical.data, stats: NO_RATINGS };
  const short = CatalogueLine.safeParse(json);
  if (short.success) return indexedBook(short.data);
  const isShort = typeof json === 'object' && json !== null && 'authors' in json;
  throw new Error(z.prettifyError(isShort ? short.error : canonical.error));
}

export function indexedBook(line: CatalogueLine): IndexedBook {
  const { book_id, title, authors, year, language, subjects, rating, ratings_count: count } = line;
  return {
    book: {
      book_id,
      title,
      authors: authors.map((author_name) => ({ author_name })),
      isbn_13: [],
      subjects,
      ...(year === undefined ? {} : { publication_year: year }),
      ...(language === undefined ? {} : { language }),
      ...(rating === undefined && count === undefined
        ? {}
        : {
            source_rating: {
              average: rating ?? 0,
              count: count ?? 0,
              source: 'catalogue',
              as_of: '2026-01-01',
            },
          }),
    },
    stats: NO_RATINGS,
  };
}
