import { BookId } from '@books/domain/ids';
import { Facet, MAX_SEARCH_OFFSET, Sort } from '@books/domain/search';
import type { SearchAnswer, SearchHit } from '@books/search/search-engine';
import { z } from 'zod';

/** What a reader typed. Signs, letters of any script and long texts are all fine; nothing at all is not. */
export const QueryText = z
  .string()
  .trim()
  .min(1, 'must not be empty')
  .max(1000)
  .meta({ example: 'harry poter' });

/** Where in the results, in a body. */
export const bodyPaging = {
  limit: z.int().min(1, 'must be at least 1').max(100, 'must be at most 100').default(20),
  offset: z
    .int()
    .min(0, 'must be at least 0')
    .max(MAX_SEARCH_OFFSET, `must be at most ${MAX_SEARCH_OFFSET}`)
    .default(0),
};

/** In what order and with which counts, in a body. */
export const bodyPresentation = {
  sort: Sort.default('relevance'),
  facets: z.array(Facet).max(3).default([]),
};

const Ranges = z.array(z.tuple([z.int(), z.int()]));

const Highlights = z
  .object({
    title: Ranges,
    authors: z.array(Ranges).meta({ description: 'For each author in turn' }),
  })
  .meta({
    id: 'Highlights',
    description: 'Where the words that were found stand: letters [from, to) in UTF-16 code units',
  });

export const SearchResult = z
  .object({
    book_id: BookId,
    title: z.string(),
    authors: z.array(z.string()),
    year: z.int().nullable(),
    language: z.string().nullable(),
    rating: z.number().nullable().meta({
      description:
        "Mean of the ratings given here from 5 on, else the catalogue's; null when there are none",
    }),
    ratings_count: z.int().min(0).meta({ description: 'How many ratings `rating` is the mean of' }),
    highlights: Highlights.optional(),
  })
  .meta({ id: 'SearchResult' });

const FacetCounts = z.array(z.object({ value: z.string(), count: z.int().min(0) }));

export const SearchResponse = z
  .object({
    query: z.string(),
    count: z.int().min(0).meta({ description: 'Results in this answer' }),
    total: z.int().min(0).meta({ description: 'All matches' }),
    results: z.array(SearchResult),
    facets: z
      .object({ language: FacetCounts, subject: FacetCounts, year: FacetCounts })
      .partial()
      .optional()
      .meta({
        description: 'Counts for the facets asked for; one is not narrowed by its own filter',
      }),
    corrected_query: z
      .string()
      .optional()
      .meta({ description: 'What was answered, when words were corrected' }),
    dropped: z.array(z.string()).optional().meta({ description: 'Words that had to be left out' }),
    took_ms: z.number().min(0),
  })
  .meta({ id: 'SearchResponse' });
export type SearchResponse = z.infer<typeof SearchResponse>;

/** @param startedAtMs `performance.now()` when the search began */
export function searchResponse(
  query: string,
  answer: SearchAnswer,
  startedAtMs: number,
): SearchResponse {
  const { total, hits, facets, correctedQuery, dropped } = answer;
  return {
    query,
    count: hits.length,
    total,
    results: hits.map(searchResult),
    ...(Object.keys(facets).length > 0 && { facets: mutable(facets) }),
    ...(correctedQuery !== undefined && { corrected_query: correctedQuery }),
    ...(dropped !== undefined && dropped.length > 0 && { dropped: [...dropped] }),
    took_ms: Math.round((performance.now() - startedAtMs) * 100) / 100,
  };
}

function searchResult(hit: SearchHit): z.infer<typeof SearchResult> {
  return {
    book_id: hit.bookId,
    title: hit.title,
    authors: [...hit.authors],
    year: hit.year ?? null,
    language: hit.language ?? null,
    rating: hit.rating,
    ratings_count: hit.ratingsCount,
    ...(hit.highlights && {
      highlights: {
        title: hit.highlights.title.map(([from, to]) => [from, to]),
        authors: hit.highlights.authors.map((ranges) => ranges.map(([from, to]) => [from, to])),
      },
    }),
  };
}

function mutable(facets: SearchAnswer['facets']): NonNullable<SearchResponse['facets']> {
  return Object.fromEntries(Object.entries(facets).map(([name, counts]) => [name, [...counts]]));
}
