import type { BookId } from '@books/domain/ids';
import { handleError } from '@books/service-kit/http/problem';
import type { ServiceEnv } from '@books/service-kit/http/service-env';
import { Hono } from 'hono';
import { z } from 'zod';
import type { SearchDeps } from './app.ts';

const FindRequest = z.object({
  title: z.string().min(1).max(300),
  author: z.string().min(1).max(300).optional(),
});

const MAX_FOUND = 10;

/** Calls from processes of ours, on the ops port: books by title and author, whatever the limits of callers are. */
export function createInternalApp({ engine }: Pick<SearchDeps, 'engine'>) {
  const app = new Hono<ServiceEnv>();
  app.onError(handleError);
  app.post('/internal/find', async (c) => {
    const { title, author } = FindRequest.parse(await c.req.json());
    return c.json({ book_ids: await findBooks(engine, title, author) });
  });
  return app;
}

/** Ids of the books that title and author find, best first. */
export async function findBooks(
  engine: SearchDeps['engine'],
  title: string,
  author: string | undefined,
): Promise<BookId[]> {
  const { hits } = await engine.search({
    limit: MAX_FOUND,
    offset: 0,
    sort: 'relevance',
    facets: [],
    filters: {},
    title,
    ...(author !== undefined && { author }),
  });
  return hits.map(({ bookId }) => bookId);
}
