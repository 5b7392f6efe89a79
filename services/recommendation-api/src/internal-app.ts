import type { GenerationCache } from '@books/cache/generation-cache';
import { recommendationKey } from '@books/cache/recommendation-lists';
import { UserId } from '@books/domain/ids';
import { Hono } from 'hono';
import { z } from 'zod';
import { handleError } from '@books/service-kit/http/problem';
import type { ServiceEnv } from '@books/service-kit/http/service-env';
import {
  recommendToReader,
  type RecommendationList,
  type RecommendDeps,
} from './recommend-to-reader.ts';
import { invalidateRecommendations } from './routes/invalidate-recommendations.ts';
import type { ModelHolder } from './served-model.ts';

export type InternalDeps = RecommendDeps & {
  readonly model: ModelHolder;
  readonly cache: GenerationCache<RecommendationList>;
  readonly cacheTtlSeconds: number;
};

const WarmRequest = z.object({ user_ids: z.array(UserId).max(1000) });

/**
 * Calls from processes of ours, on the ops port, so without a token: forget a reader's list, take the newest model into
 * service, compute lists ahead of their requests.
 */
export function createInternalApp(deps: InternalDeps) {
  const app = new Hono<ServiceEnv>();
  app.onError(handleError);
  app.route('/', invalidateRecommendations(deps));
  app.post('/internal/model/reload', async (c) => {
    await deps.model.reload();
    return c.json({ model_version: deps.model.current().version });
  });
  app.post('/internal/warm', async (c) => {
    const { user_ids: userIds } = WarmRequest.parse(await c.req.json());
    for (const userId of userIds) await warmList(deps, userId);
    return c.json({ warmed: userIds.length });
  });
  return app;
}

/** Computes and caches a reader's list, whether one of an older model is there or not. */
export async function warmList(
  deps: Omit<InternalDeps, 'model'> & RecommendDeps,
  userId: UserId,
): Promise<void> {
  const key = recommendationKey(userId);
  const { generation } = await deps.cache.read(key);
  const list = await recommendToReader(deps, userId, {});
  await deps.cache.fill(key, list, generation, deps.cacheTtlSeconds);
}
