import type { ReadThrough } from '@books/cache/read-through';
import { recommendationKey } from '@books/cache/recommendation-lists';
import { BookId, UserId } from '@books/domain/ids';
import { SearchFilters } from '@books/domain/search';
import { queryInteger, queryLimit, queryList } from '@books/service-kit/http/query';
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

export type GetRecommendationsDeps = RecommendDeps & {
  readonly catalogue: Catalogue;
  /** Lists by `recommendationKey`. */
  readonly lists: ReadThrough<RecommendationList>;
};

const Reason = z.object({
  book_id: BookId,
  title: z.string(),
  weight: z.number().meta({ description: 'How much of the score this rating carries' }),
});

const RecommendationShape = z
  .object({
    book_id: BookId,
    title: z.string(),
    authors: z.array(z.string()),
    predicted_rating: z.number().min(1).max(5),
    confidence: z.number().min(0).max(1),
    because: z
      .array(Reason)
      .meta({ description: "The reader's own ratings behind it, largest weight first" }),
  })
  .meta({ id: 'Recommendation' });

const RecommendationsResponse = z
  .object({
    user_id: UserId,
    recommendations: z.array(RecommendationShape),
    strategy: z.enum(['personal', 'popular']).meta({
      description: '`popular` for a reader whose ratings lead nowhere yet',
    }),
    model_version: z.string(),
    generated_at: z.iso.datetime(),
  })
  .meta({ id: 'RecommendationsResponse' });

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
  return createRouter().openapi(route, async (c) => {
    const { user_id: userId } = c.req.valid('param');
    const { limit, ...asked } = c.req.valid('query');
    const filters = Object.fromEntries(
      Object.entries(asked).filter(([, value]) => value !== undefined),
    );
    const isFiltered = Object.keys(filters).length > 0;
    const list = isFiltered
      ? await recommendToReader(deps, userId, filters)
      : (await lists.get(recommendationKey(userId), () => recommendToReader(deps, userId, {})))
          .value;
    return c.json(
      {
        user_id: userId,
        recommendations: list.recommendations.slice(0, limit).map((recommendation) => ({
          book_id: recommendation.bookId,
          title: catalogue.get(recommendation.bookId)?.title ?? recommendation.bookId,
          authors: [...(catalogue.get(recommendation.bookId)?.authors ?? [])],
          predicted_rating: rounded(recommendation.predictedRating, 2),
          confidence: rounded(recommendation.confidence, 3),
          because: recommendation.because.map(({ bookId, weight }) => ({
            book_id: bookId,
            title: catalogue.get(bookId)?.title ?? bookId,
            weight: rounded(weight, 6),
          })),
        })),
        strategy: list.strategy,
        model_version: list.modelVersion,
        generated_at: list.generatedAt,
      },
      200,
    );
  });
}

const rounded = (value: number, digits: number) => Math.round(value * 10 ** digits) / 10 ** digits;
