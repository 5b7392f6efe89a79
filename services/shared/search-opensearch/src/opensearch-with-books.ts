import type { IndexedBook } from '@books/search/search-engine';
import type { Client } from '@opensearch-project/opensearch';
import { createOpenSearchIndexBuilder } from './opensearch-index-builder.ts';
import {
  createOpenSearchEngine,
  type OpenSearchEngine,
  type OpenSearchEngineOptions,
} from './opensearch-search-engine.ts';

export type WithBooksOptions = OpenSearchEngineOptions & {
  readonly client: Client;
  readonly books: AsyncIterable<IndexedBook> | Iterable<IndexedBook>;
  /** What the index is called; must not be there yet. */
  readonly version: string;
  readonly onProgress?: (books: number) => void;
};

/** An engine over an index that is made of these books here and now, for measuring and for tests. */
export async function openSearchWithBooks({
  books,
  version,
  onProgress,
  ...options
}: WithBooksOptions): Promise<OpenSearchEngine> {
  await createOpenSearchIndexBuilder(options).build({
    facts: { version, builtAt: '2026-01-01T00:00:00.000Z', loadedAtMs: 0 },
    books: () => books,
    changedSince: () => [],
    read: async () => undefined,
    signal: new AbortController().signal,
    ...(onProgress !== undefined && { onProgress }),
  });
  const engine = createOpenSearchEngine(options);
  await engine.refreshStatus();
  return engine;
}
