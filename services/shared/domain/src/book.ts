import { z } from 'zod';
import { BookId } from './ids.ts';
import { isIsbn10, isIsbn13 } from './isbn.ts';

// A record of the catalogue is written in snake_case everywhere (file, store, API), so that no mapping between
// them can lose a field. See docs/adr/0004-one-spelling-for-catalogue-records.md.

const text = (max: number) => z.string().trim().min(1, 'must not be empty').max(max);

export const Author = z
  .object({
    author_id: text(64).optional(),
    author_name: text(300),
  })
  .meta({ id: 'Author', description: 'One author of a book' });
export type Author = z.infer<typeof Author>;

export const Series = z
  .object({
    name: text(300),
    volume: z
      .number()
      .min(0)
      .max(10_000)
      .optional()
      .meta({ description: 'May be fractional: 1.5' }),
  })
  .meta({
    id: 'Series',
    description: 'The series a book belongs to',
    example: { name: 'Dune', volume: 1 },
  });
export type Series = z.infer<typeof Series>;

export const SourceRating = z
  .object({
    average: z.number().min(0).max(5),
    count: z.int().min(0),
    histogram: z
      .object({
        1: z.int().min(0),
        2: z.int().min(0),
        3: z.int().min(0),
        4: z.int().min(0),
        5: z.int().min(0),
      })
      .optional()
      .meta({ description: 'Ratings by whole stars, where the source tells' }),
    source: text(100),
    as_of: z.iso.date(),
  })
  .meta({ id: 'SourceRating', description: 'Rating figures that came with the catalogue' });
export type SourceRating = z.infer<typeof SourceRating>;

export const Provenance = z
  .object({
    source: text(100),
    source_key: text(200),
    as_of: z.iso.date().optional(),
  })
  .meta({
    id: 'Provenance',
    description: 'Where a record comes from: the source, its own key, the day on which it said so',
    example: { source: 'openlibrary', source_key: '/works/OL45804W', as_of: '2026-10-31' },
  });
export type Provenance = z.infer<typeof Provenance>;

/** A record of the catalogue: what is known of a book apart from the ratings given on this platform. */
export const Book = z
  .object({
    book_id: BookId,
    title: text(1000),
    authors: z.array(Author).max(100).default([]),
    publication_year: z
      .int()
      .min(-5000)
      .max(3000)
      .optional()
      .meta({ description: 'Negative years are BCE', example: 1965 }),
    isbn: z.string().refine(isIsbn10, 'must be a valid ISBN-10').optional(),
    isbn_13: z.array(z.string().refine(isIsbn13, 'must be a valid ISBN-13')).max(500).default([]),
    language: z
      .string()
      .regex(/^[a-z]{2,3}$/, 'must be an ISO 639 code')
      .optional()
      .meta({ description: 'ISO 639-1 where there is one, else ISO 639-3', example: 'en' }),
    subjects: z.array(text(200)).max(200).default([]),
    series: Series.optional(),
    source_rating: SourceRating.optional(),
    cover_id: z.int().min(1).optional(),
    description: text(20_000).optional(),
    provenance: Provenance.optional(),
  })
  .meta({ id: 'Book', description: 'A record of the catalogue' });
export type Book = z.infer<typeof Book>;

/** The record as it may be written by a client: defaults not yet filled in. */
export type BookInput = z.input<typeof Book>;
