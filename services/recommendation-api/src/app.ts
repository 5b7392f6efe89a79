import { createServiceApp, type ServiceDeps } from '@books/service-kit/http/service-app';
import { getRecommendations, type GetRecommendationsDeps } from './routes/get-recommendations.ts';
import {
  invalidateRecommendations,
  type InvalidateDeps,
} from './routes/invalidate-recommendations.ts';
import { listSimilarBooks, type ListSimilarBooksDeps } from './routes/list-similar-books.ts';
import { refreshRecommendations, type RefreshDeps } from './routes/refresh-recommendations.ts';

export type RecommendationDeps = ServiceDeps &
  GetRecommendationsDeps &
  ListSimilarBooksDeps &
  RefreshDeps &
  InvalidateDeps;

export function createApp(deps: RecommendationDeps) {
  const app = createServiceApp(deps);
  app.route('/', refreshRecommendations(deps));
  app.route('/', invalidateRecommendations(deps));
  app.route('/', getRecommendations(deps));
  app.route('/', listSimilarBooks(deps));
  return app;
}
