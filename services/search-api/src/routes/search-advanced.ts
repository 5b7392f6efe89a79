import { SearchFilters } from '@books/domain/search';
import type { SearchEngine } from '@books/search/search-engine';
import { json, jsonBody, problems } from '@books/service-kit/http/responses';
import { createRouter } from '@books/service-kit/http/router';
import { forEveryone } from '@books/service-kit/http/who-may-call';
import { createRoute } from '@hono/zod-openapi';
import { z } from 'zod';
import type { TimerDeps } from '../search-timer.ts';
import { bodyPaging, bodyPresentation, SearchResponse, searchResponse } from './search-shapes.ts';

export type SearchAdvancedDeps = TimerDeps & { readonly engine: Pick<SearchEngine, 'search'> };

const words = z.string().trim().min(1, 'must not be empty').max(1000);

const Criteria = SearchFilters.extend({ title: words, author: words }).partial();

const AdvancedSearchRequest = Criteria.extend({ ...bodyPaging, ...bodyPresentation })
  .refine(
    (request) =>
      Object.keys(Criteria.shape).some(
        (name) => request[name as keyof typeof request] !== undefined,
      ),
    'at least one criterion is needed: title, author, subject, isbn, language, min_year, max_year or min_rating',
  )
  .refine(
    ({ min_year, max_year }) =>
      min_year === undefined || max_year === undefined || min_year <= max_year,
    { path: ['min_year'], message: 'must not be later than max_year' },
  )
  .meta({ id: 'AdvancedSearchRequest' });

const AdvancedSearchResponse = SearchResponse.extend({
  filters_applied: Criteria.meta({
    id: 'SearchCriteria',
    description: 'The criteria as they were understood',
  }),
}).meta({ id: 'AdvancedSearchResponse' });

const route = createRoute({
  method: 'post',
  path: '/search/advanced',
  tags: ['Search'],
  ...forEveryone,
  summary: 'Find books by title, author, subject, ISBN, language, years and rating',
  request: { body: jsonBody(AdvancedSearchRequest) },
  responses: { 200: json(AdvancedSearchResponse, 'Best matches first'), ...problems('too_large') },
});

export function searchAdvanced({ engine, timer }: SearchAdvancedDeps) {
  return createRouter().openapi(route, async (c) => {
    const startedAtMs = performance.now();
    const { limit, offset, sort, facets, ...criteria } = c.req.valid('json');
    const { title, author, ...filters } = criteria;
    const answer = await timer.time(c, 'advanced', () =>
      engine.search({
        limit,
        offset,
        sort,
        facets,
        filters,
        ...(title !== undefined && { title }),
        ...(author !== undefined && { author }),
      }),
    );
    const query = [title, author].filter((part) => part !== undefined).join(' ');
    return c.json(
      { ...searchResponse(query, answer, startedAtMs), filters_applied: criteria },
      200,
    );
  });
}
