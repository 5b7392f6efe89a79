import { createApp as createBookdetailApp, type BookdetailDeps } from '@books/bookdetail-api/app';
import { createApp as createRatingsApp, type RatingsDeps } from '@books/ratings-api/app';
import {
  createApp as createRecommendationApp,
  type RecommendationDeps,
} from '@books/recommendation-api/app';
import { createApp as createSearchApp, type SearchDeps } from '@books/search-api/app';
import type { Fetch } from '@books/service-kit/server';
import { processOf } from '@books/topology/path-router';
import type { ProcessName } from '@books/topology/processes';
import { mergeOpenApi } from './openapi/merge-openapi.ts';
import { API_INFO } from './openapi/api-info.ts';

export type ProductDeps = SearchDeps &
  RatingsDeps &
  RecommendationDeps &
  Omit<BookdetailDeps, 'openapi'>;

/** All APIs behind one door, each path answered by the app that answers it on EKS. */
export function createProduct(deps: ProductDeps) {
  const search = createSearchApp(deps);
  const ratings = createRatingsApp(deps);
  const recommendation = createRecommendationApp(deps);
  // The front door shows the documents of all four, its own included.
  const openapi = mergeOpenApi(
    [search, createBookdetailApp({ ...deps, openapi: {} }), ratings, recommendation].map((app) =>
      app.getOpenAPI31Document(API_INFO),
    ),
  );
  const apps: Partial<Record<ProcessName, { fetch: Fetch }>> = {
    'search-api': search,
    'bookdetail-api': createBookdetailApp({ ...deps, openapi }),
    'ratings-api': ratings,
    'recommendation-api': recommendation,
  };
  return {
    openapi,
    fetch(request: Request, bindings: object = {}): Response | Promise<Response> {
      const name = processOf(pathOf(request.url));
      const app = apps[name];
      if (app === undefined) throw new Error(`${name} serves no paths`);
      return app.fetch(request, bindings);
    },
  };
}

/** The path of an absolute URL as the server made it, without the cost of parsing it all. */
function pathOf(url: string): string {
  const start = url.indexOf('/', url.indexOf('://') + 3);
  const end = url.indexOf('?', start);
  return end === -1 ? url.slice(start) : url.slice(start, end);
}
