import { SearchFilters } from '@books/domain/search';
import type { SearchEngine } from '@books/search/search-engine';
import { json, jsonBody, problems } from '@books/service-kit/http/responses';
import { createRouter } from '@books/service-kit/http/router';
import { forEveryone } from '@books/service-kit/http/who-may-call';
import { createRoute } from '@hono/zod-openapi';
import { z } from 'zod';
import type { TimerDeps } from '../search-timer.ts';
import {
  bodyPaging,
  bodyPresentation,
  QueryText,
  SearchResponse,
  searchResponse,
} from './search-shapes.ts';

export type SearchBooksDeps = TimerDeps & { readonly engine: Pick<SearchEngine, 'search'> };

const SearchRequest = z
  .object({
    query: QueryText,
    ...bodyPaging,
    ...bodyPresentation,
    filters: SearchFilters.default({}),
  })
  .meta({ id: 'SearchRequest' });

const route = createRoute({
  method: 'post',
  path: '/search',
  tags: ['Search'],
  ...forEveryone,
  summary: 'Find books, whatever was typed',
  description: 'Words of title, author, series and subject in any order, with typos; or an ISBN.',
  request: { body: jsonBody(SearchRequest) },
  responses: { 200: json(SearchResponse, 'Best matches first'), ...problems('too_large') },
});

export function searchBooks({ engine, timer }: SearchBooksDeps) {
  return createRouter().openapi(route, async (c) => {
    const startedAtMs = performance.now();
    const { query, ...rest } = c.req.valid('json');
    const answer = await timer.time(c, 'basic', () => engine.search({ text: query, ...rest }));
    return c.json(searchResponse(query, answer, startedAtMs), 200);
  });
}
