import { z } from 'zod';

export const SORTS = ['relevance', 'rating', 'ratings', 'newest', 'title'] as const;
/** Order of search results; ties are broken by relevance, then by id. */
export const Sort = z.enum(SORTS).meta({ id: 'Sort', description: 'Order of the results' });
export type Sort = z.infer<typeof Sort>;

export const FACETS = ['language', 'subject', 'year'] as const;
export const Facet = z
  .enum(FACETS)
  .meta({ id: 'Facet', description: 'What to count the matches by' });
export type Facet = z.infer<typeof Facet>;

const year = z.int().min(-5000).max(3000);

/** Conditions that every result meets. Text is compared without regard to case and diacritics. */
export const SearchFilters = z
  .object({
    subject: z
      .array(z.string().trim().min(1, 'must not be empty').max(200))
      .min(1)
      .max(20)
      .optional()
      .meta({ description: 'All of these subjects' }),
    isbn: z
      .string()
      .trim()
      .min(1)
      .max(40)
      .optional()
      .meta({ description: 'ISBN-10 or ISBN-13, any spelling' }),
    language: z
      .string()
      .regex(/^[A-Za-z]{2,3}$/, 'must be a code of 2 or 3 letters')
      .optional(),
    min_year: year.optional(),
    max_year: year.optional(),
    min_rating: z.number().min(0).max(5).optional(),
  })
  .meta({ id: 'SearchFilters', description: 'Conditions that every result meets' });
export type SearchFilters = z.infer<typeof SearchFilters>;

/** The ceiling of `offset`: whoever pages further wants a filter. */
export const MAX_SEARCH_OFFSET = 1000;
