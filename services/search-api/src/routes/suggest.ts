import { BookId } from '@books/domain/ids';
import type { SearchEngine } from '@books/search/search-engine';
import { queryLimit } from '@books/service-kit/http/query';
import { json, problems } from '@books/service-kit/http/responses';
import { createRouter } from '@books/service-kit/http/router';
import { forEveryone } from '@books/service-kit/http/who-may-call';
import { createRoute } from '@hono/zod-openapi';
import { z } from 'zod';
import type { TimerDeps } from '../search-timer.ts';
import { QueryText } from './search-shapes.ts';

export type SuggestDeps = TimerDeps & { readonly engine: Pick<SearchEngine, 'suggest'> };

const Suggestion = z
  .object({
    kind: z.enum(['book', 'author']),
    text: z.string(),
    book_id: BookId.optional().meta({ description: 'The book, for `kind` book' }),
  })
  .meta({ id: 'Suggestion' });

const SuggestResponse = z
  .object({ query: z.string(), count: z.int().min(0), suggestions: z.array(Suggestion) })
  .meta({ id: 'SuggestResponse' });

const route = createRoute({
  method: 'get',
  path: '/search/suggest',
  tags: ['Search'],
  ...forEveryone,
  summary: 'Titles and authors for what has been typed so far',
  request: { query: z.object({ q: QueryText, limit: queryLimit(10) }) },
  responses: { 200: json(SuggestResponse, 'Best first'), ...problems() },
});

export function suggest({ engine, timer }: SuggestDeps) {
  return createRouter().openapi(route, async (c) => {
    const { q, limit } = c.req.valid('query');
    const found = await timer.time(c, 'suggest', () => engine.suggest(q, limit));
    const suggestions = found.map((suggestion) =>
      suggestion.kind === 'book'
        ? { kind: suggestion.kind, text: suggestion.text, book_id: suggestion.bookId }
        : { kind: suggestion.kind, text: suggestion.text },
    );
    c.header('cache-control', 'public, max-age=60');
    return c.json({ query: q, count: suggestions.length, suggestions }, 200);
  });
}
