import type { BookWriter } from '@books/search-opensearch/book-writer';
import type { IndexBuilder } from '@books/search-opensearch/index-builder';
import type { OpenSearchEngine } from '@books/search-opensearch/opensearch-search-engine';
import type { Synonyms } from '@books/search-index/synonyms';
import type { SearchEngineSettings, StoreSettings } from './settings.ts';

type Settings = SearchEngineSettings & Pick<StoreSettings, 'AWS_REGION'>;

/** Bulk requests of a build take longer than searches. */
const INDEXING_TIMEOUT_MS = 60_000;

/** What search-api asks. Only who has chosen OpenSearch loads its client. */
export async function openSearchReader(
  settings: Settings,
  synonyms: Synonyms,
): Promise<{ readonly engine: OpenSearchEngine; readonly close: () => Promise<void> }> {
  const { createOpenSearchEngine } =
    await import('@books/search-opensearch/opensearch-search-engine');
  const client = await connect(settings);
  const engine = createOpenSearchEngine({ client, alias: settings.OPENSEARCH_INDEX, synonyms });
  return { engine, close: () => client.close() };
}

/** What the worker fills. */
export async function openSearchFiller(settings: Settings): Promise<{
  readonly builder: IndexBuilder;
  readonly writer: BookWriter;
  readonly close: () => Promise<void>;
}> {
  const [{ createOpenSearchIndexBuilder }, { createOpenSearchIndexWriter }] = await Promise.all([
    import('@books/search-opensearch/opensearch-index-builder'),
    import('@books/search-opensearch/opensearch-index-writer'),
  ]);
  const client = await connect(settings, INDEXING_TIMEOUT_MS);
  const { OPENSEARCH_INDEX: alias, OPENSEARCH_SHARDS: shards } = settings;
  const builder = createOpenSearchIndexBuilder({ client, alias, shards });
  const writer = createOpenSearchIndexWriter({ client, targets: builder.targets });
  return { builder, writer, close: () => client.close() };
}

async function connect(settings: Settings, requestTimeoutMs?: number) {
  const { createOpenSearchClient } = await import('@books/search-opensearch/opensearch-client');
  const { OPENSEARCH_URL, OPENSEARCH_AUTH, AWS_REGION } = settings;
  return createOpenSearchClient({
    // The settings were refused without it.
    url: OPENSEARCH_URL!,
    ...(OPENSEARCH_AUTH === 'aws' && { signFor: AWS_REGION }),
    ...(requestTimeoutMs !== undefined && { requestTimeoutMs }),
  });
}
