import { Facet, MAX_SEARCH_OFFSET, SearchFilters, Sort } from '@books/domain/search';
import type { SearchEngine } from '@books/search/search-engine';
import { queryInteger, queryLimit, queryList, queryNumber } from '@books/service-kit/http/query';
import { json, problems } from '@books/service-kit/http/responses';
import { createRouter } from '@books/service-kit/http/router';
import { forEveryone } from '@books/service-kit/http/who-may-call';
import { createRoute } from '@hono/zod-openapi';
import { z } from 'zod';
import type { TimerDeps } from '../search-timer.ts';
import { QueryText, SearchResponse, searchResponse } from './search-shapes.ts';

export type SearchByUrlDeps = TimerDeps & { readonly engine: Pick<SearchEngine, 'search'> };

const Query = z.object({
  q: QueryText,
  limit: queryLimit(20),
  offset: queryInteger(0, MAX_SEARCH_OFFSET).optional(),
  sort: Sort.optional(),
  facets: queryList(Facet, 3),
  subject: queryList(z.string().trim().min(1).max(200), 20),
  isbn: SearchFilters.shape.isbn,
  language: SearchFilters.shape.language,
  min_year: queryInteger(-5000, 3000).optional(),
  max_year: queryInteger(-5000, 3000).optional(),
  min_rating: queryNumber(0, 5).optional(),
});

const route = createRoute({
  method: 'get',
  path: '/search',
  tags: ['Search'],
  ...forEveryone,
  summary: 'Find books: the cacheable twin of `POST /search`',
  description: '`subject` and `facets` may be repeated or separated by commas.',
  request: { query: Query },
  responses: { 200: json(SearchResponse, 'Best matches first'), ...problems() },
});

export function searchByUrl({ engine, timer }: SearchByUrlDeps) {
  return createRouter().openapi(route, async (c) => {
    const startedAtMs = performance.now();
    const {
      q,
      limit,
      offset = 0,
      sort = 'relevance',
      facets = [],
      ...filters
    } = c.req.valid('query');
    const answer = await timer.time(c, 'basic', () =>
      engine.search({
        text: q,
        limit,
        offset,
        sort,
        facets,
        filters: SearchFilters.parse(filters),
      }),
    );
    c.header('cache-control', 'public, max-age=5');
    return c.json(searchResponse(q, answer, startedAtMs), 200);
  });
}
