import type { ReadThrough } from '@books/cache/read-through';
import { recommendationKey } from '@books/cache/recommendation-lists';
import { andThen } from '@books/domain/awaitable';
import { UserId } from '@books/domain/ids';
import { SearchFilters } from '@books/domain/search';
import { queryInteger, queryLimit, queryList } from '@books/service-kit/http/query';
import { answerPrepared } from '@books/service-kit/http/prepared-answer';
import { json, problems } from '@books/service-kit/http/responses';
import { createRouter } from '@books/service-kit/http/router';
import { forReader } from '@books/service-kit/http/who-may-call';
import { createRoute } from '@hono/zod-openapi';
import { z } from 'zod';
import type { Catalogue } from '../catalogue.ts';
import {
  recommendToReader,
  type RecommendationList,
  type RecommendDeps,
} from '../recommend-to-reader.ts';
import { createListPreparer, RecommendationsResponse } from './prepared-list.ts';

export type GetRecommendationsDeps = RecommendDeps & {
  readonly catalogue: Catalogue;
  /** Lists by `recommendationKey`. */
  readonly lists: ReadThrough<RecommendationList>;
};

const HEADERS = { 'cache-control': 'private, no-store' };

const route = createRoute({
  method: 'get',
  path: '/recommendations/{user_id}',
  tags: ['Recommendations'],
  ...forReader,
  summary: 'Books for a reader',
  description:
    'From the ratings as they are now: a rating counts in the very next answer. Filters narrow what is ranked, so lists stay full.',
  request: {
    params: z.object({ user_id: UserId }),
    query: z.object({
      limit: queryLimit(10),
      language: SearchFilters.shape.language,
      subject: queryList(z.string().trim().min(1).max(200), 20),
      min_year: queryInteger(-5000, 3000).optional(),
      max_year: queryInteger(-5000, 3000).optional(),
    }),
  },
  responses: { 200: json(RecommendationsResponse, 'Best first'), ...problems('forbidden') },
});

export function getRecommendations(deps: GetRecommendationsDeps) {
  const { lists, catalogue } = deps;
  const prepared = createListPreparer(catalogue);
  return createRouter().openapi(route, (c) => {
    const { user_id: userId } = c.req.valid('param');
    const { limit, ...asked } = c.req.valid('query');
    const isFiltered = Object.values(asked).some((value) => value !== undefined);
    const list = isFiltered
      ? // Nobody asks for the rest of it.
        recommendToReader(deps, userId, asked, limit)
      : andThen(
          lists.get(recommendationKey(userId), () => recommendToReader(deps, userId, {})),
          ({ value }) => value,
        );
    return andThen(list, (found) => answerPrepared(prepared(found, userId, limit), HEADERS));
  });
}
