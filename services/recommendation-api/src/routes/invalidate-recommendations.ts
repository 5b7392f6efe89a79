import type { GenerationCache } from '@books/cache/generation-cache';
import { recommendationKey } from '@books/cache/recommendation-lists';
import { DomainError } from '@books/domain/errors';
import { UserId } from '@books/domain/ids';
import { json, problems } from '@books/service-kit/http/responses';
import { createRouter } from '@books/service-kit/http/router';
import { forAdmins } from '@books/service-kit/http/who-may-call';
import { createRoute } from '@hono/zod-openapi';
import { z } from 'zod';
import type { RecommendationList } from '../recommend-to-reader.ts';

export type InvalidateDeps = {
  readonly cache: Pick<GenerationCache<RecommendationList>, 'invalidate'>;
};

const route = createRoute({
  method: 'post',
  path: '/recommendations/invalidate/{user_id}',
  tags: ['Recommendations'],
  ...forAdmins,
  summary: "Forget a reader's list",
  description: 'Ratings do this by themselves. For administrators.',
  request: { params: z.object({ user_id: UserId }) },
  responses: {
    200: json(
      z.object({ status: z.literal('ok'), user_id: UserId }).meta({ id: 'Invalidated' }),
      'It is forgotten',
    ),
    ...problems('forbidden'),
  },
});

export function invalidateRecommendations({ cache }: InvalidateDeps) {
  return createRouter().openapi(route, async (c) => {
    const { user_id: userId } = c.req.valid('param');
    await cache.invalidate(recommendationKey(userId)).catch((cause: unknown) => {
      throw new DomainError('unavailable', 'the cache of lists is away', {
        cause,
        retryAfterSeconds: 1,
      });
    });
    return c.json({ status: 'ok' as const, user_id: userId }, 200);
  });
}
