import { BookId } from '@books/domain/ids';
import type { SearchEngine } from '@books/search/search-engine';
import { queryLimit } from '@books/service-kit/http/query';
import { json, problems } from '@books/service-kit/http/responses';
import { createRouter } from '@books/service-kit/http/router';
import { forEveryone } from '@books/service-kit/http/who-may-call';
import { createRoute } from '@hono/zod-openapi';
import { z } from 'zod';
import type { TimerDeps } from '../search-timer.ts';

export type ListTitlesByPrefixDeps = TimerDeps & {
  readonly engine: Pick<SearchEngine, 'titlesByPrefix'>;
};

const Prefix = z
  .string()
  .min(1)
  .max(200)
  .refine((text) => !/[\p{Cc}\p{Cs}]/u.test(text), 'must consist of printable characters');

const PrefixResponse = z
  .object({
    prefix: z.string(),
    count: z.int().min(0),
    results: z.array(z.object({ book_id: BookId, title: z.string() })),
  })
  .meta({ id: 'PrefixResponse' });

const route = createRoute({
  method: 'get',
  path: '/search/shard/{prefix}',
  tags: ['Search'],
  ...forEveryone,
  summary: 'Titles that begin like this, most popular first',
  request: { params: z.object({ prefix: Prefix }), query: z.object({ limit: queryLimit(10) }) },
  responses: { 200: json(PrefixResponse, 'The titles'), ...problems() },
});

export function listTitlesByPrefix({ engine, timer }: ListTitlesByPrefixDeps) {
  return createRouter().openapi(route, async (c) => {
    const { prefix } = c.req.valid('param');
    const { limit } = c.req.valid('query');
    const titles = await timer.time(c, 'prefix', () => engine.titlesByPrefix(prefix, limit));
    const results = titles.map(({ bookId, title }) => ({ book_id: bookId, title }));
    c.header('cache-control', 'public, max-age=60');
    return c.json({ prefix, count: results.length, results }, 200);
  });
}
