import type { IndexedBook, SearchEngine, SearchRequest } from '../search-engine.ts';

export type CreateSearchEngine = (
  books: readonly IndexedBook[],
) => SearchEngine | Promise<SearchEngine>;

export const PLAIN: SearchRequest = {
  filters: {},
  sort: 'relevance',
  facets: [],
  limit: 20,
  offset: 0,
};

/** Searches a new engine that holds some books. */
export function finder(create: CreateSearchEngine) {
  return async (books: readonly IndexedBook[], request: string | Partial<SearchRequest>) => {
    const engine = await create(books);
    const answer = await engine.search({
      ...PLAIN,
      ...(typeof request === 'string' ? { text: request } : request),
    });
    return { ids: answer.hits.map(({ bookId }) => bookId), answer };
  };
}
