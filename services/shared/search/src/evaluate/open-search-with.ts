import { createOpenSearchClient } from '@books/search-opensearch/opensearch-client';
import { createOpenSearchIndexBuilder } from '@books/search-opensearch/opensearch-index-builder';
import { createOpenSearchEngine } from '@books/search-opensearch/opensearch-search-engine';
import { startOpenSearchNode } from '@books/test-servers/open-search-node';
import type { IndexedBook } from '../search-engine.ts';

const ALIAS = 'evaluation';
const HEAP_MIB = 1024;
const LONGEST_REQUEST_MS = 60_000;

/**
 * OpenSearch with a catalogue in it.
 *
 * @param node where it is; without it one is started, and ended by `close`
 */
export async function openSearchWith(books: AsyncIterable<IndexedBook>, node?: string) {
  const own = node === undefined ? await startOpenSearchNode({ heapMiB: HEAP_MIB }) : undefined;
  const url = own?.url ?? node ?? '';
  const client = createOpenSearchClient({ url, requestTimeoutMs: LONGEST_REQUEST_MS });
  const close = async () => {
    await client.close();
    await own?.stop();
  };
  try {
    const now = new Date().toISOString();
    const built = await createOpenSearchIndexBuilder({ client, alias: ALIAS }).build({
      facts: { version: now.replaceAll(/[-:.]/g, ''), builtAt: now, loadedAtMs: Date.parse(now) },
      books: () => books,
      changedSince: () => [],
      read: async () => undefined,
      signal: new AbortController().signal,
      onProgress: (count) => process.stderr.write(`\r${count} books indexed`),
    });
    process.stderr.write('\n');
    return { engine: createOpenSearchEngine({ client, alias: ALIAS }), books: built.books, close };
  } catch (error) {
    await close();
    throw error;
  }
}
