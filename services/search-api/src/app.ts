import { createServiceApp, type ServiceDeps } from '@books/service-kit/http/service-app';
import { listTitlesByPrefix, type ListTitlesByPrefixDeps } from './routes/list-titles-by-prefix.ts';
import { searchAdvanced, type SearchAdvancedDeps } from './routes/search-advanced.ts';
import { searchBooks, type SearchBooksDeps } from './routes/search-books.ts';
import { searchByUrl, type SearchByUrlDeps } from './routes/search-by-url.ts';
import { suggest, type SuggestDeps } from './routes/suggest.ts';

export type SearchDeps = ServiceDeps &
  SearchBooksDeps &
  SearchByUrlDeps &
  SearchAdvancedDeps &
  ListTitlesByPrefixDeps &
  SuggestDeps;

export function createApp(deps: SearchDeps) {
  const app = createServiceApp(deps);
  app.route('/', searchBooks(deps));
  app.route('/', searchByUrl(deps));
  app.route('/', searchAdvanced(deps));
  app.route('/', suggest(deps));
  app.route('/', listTitlesByPrefix(deps));
  return app;
}
