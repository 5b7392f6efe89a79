import type { SearchEngine } from '@books/search/search-engine';
import type { Clock } from '@books/service-kit/clock';
import { createServiceApp, type ServiceDeps } from '@books/service-kit/http/service-app';
import { collectIndexMetrics } from './index-metrics.ts';
import { listTitlesByPrefix } from './routes/list-titles-by-prefix.ts';
import { searchAdvanced } from './routes/search-advanced.ts';
import { searchBooks } from './routes/search-books.ts';
import { searchByUrl } from './routes/search-by-url.ts';
import { suggest } from './routes/suggest.ts';
import { createSearchTimer } from './search-timer.ts';

export type SearchDeps = ServiceDeps & { readonly engine: SearchEngine; readonly clock: Clock };

export function createApp(deps: SearchDeps) {
  const app = createServiceApp(deps);
  collectIndexMetrics(deps.metrics, deps);
  const routeDeps = { ...deps, timer: createSearchTimer(deps.metrics) };
  app.route('/', searchBooks(routeDeps));
  app.route('/', searchByUrl(routeDeps));
  app.route('/', searchAdvanced(routeDeps));
  app.route('/', suggest(routeDeps));
  app.route('/', listTitlesByPrefix(routeDeps));
  return app;
}
