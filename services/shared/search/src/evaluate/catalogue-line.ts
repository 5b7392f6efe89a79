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
 * A line of a catalogue as a book: a canonical record or the short form. A field may be null for unknown.
 *
 * @throws Error saying what is wrong with it
 */
export function readCatalogueLine(line: string): IndexedBook {
  const json: unknown = JSON.parse(line, withoutNull);
  if (isShortForm(json)) return indexedBook(parsed(CatalogueLine, json));
  return { book: parsed(Book, json), stats: NO_RATINGS };
}

/** Whether a record says something in the manner of the short form; where it does not, both say the same. */
function isShortForm(json: unknown): boolean {
  if (typeof json !== 'object' || json === null) return false;
  if ('year' in json || 'rating' in json || 'ratings_count' in json) return true;
  if (!('authors' in json)) return false;
  return !Array.isArray(json.authors) || json.authors.some((author) => typeof author === 'string');
}

function parsed<Schema extends z.ZodType>(schema: Schema, json: unknown): z.infer<Schema> {
  const result = schema.safeParse(json);
  if (result.success) return result.data;
  throw new Error(z.prettifyError(result.error));
}

// Many exports write null for what they do not know.
function withoutNull(_key: string, value: unknown): unknown {
  return value ?? undefined;
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
