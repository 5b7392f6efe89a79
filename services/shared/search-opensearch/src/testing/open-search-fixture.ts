import {
  startOpenSearchNode,
  whatOpenSearchLacks,
  type OpenSearchNode,
} from '@books/test-servers/open-search-node';
import type { IndexedBook } from '@books/search/search-engine';
import type { Client } from '@opensearch-project/opensearch';
import { afterAll, beforeAll, describe, onTestFinished, vi } from 'vitest';
import { createOpenSearchClient } from '../opensearch-client.ts';
import type { OpenSearchEngine, OpenSearchEngineOptions } from '../opensearch-search-engine.ts';
import { openSearchWithBooks } from '../opensearch-with-books.ts';

export type OpenSearchFixture = {
  readonly client: () => Client;
  /** A name that no test has used. */
  newAlias(): string;
  /** An engine over an index of these books that is made for it. */
  createEngine(
    books: readonly IndexedBook[],
    options?: Partial<OpenSearchEngineOptions>,
  ): Promise<OpenSearchEngine & { readonly alias: string }>;
};

/**
 * Runs tests against one node of OpenSearch that is started for them. Where it cannot run they are skipped under a name
 * that says why; with `CI=true` that is a failure.
 */
export function describeOnOpenSearch(name: string, tests: (fixture: OpenSearchFixture) => void) {
  // A JVM on a busy machine takes its time.
  vi.setConfig({ testTimeout: 60_000, hookTimeout: 200_000 });
  const lacking = whatOpenSearchLacks();
  const reason = lacking === undefined ? '' : ` (${lacking})`;
  const isSkipped = lacking !== undefined && process.env['CI'] !== 'true';
  describe.skipIf(isSkipped)(`${name}${reason}`, () => {
    let node: OpenSearchNode | undefined;
    let client: Client | undefined;
    let aliases = 0;
    beforeAll(async () => {
      node = await startOpenSearchNode();
      client = createOpenSearchClient({ url: node.url, requestTimeoutMs: 30_000 });
    });
    afterAll(async () => {
      await client?.close();
      await node?.stop();
    });

    const newAlias = () => {
      aliases += 1;
      return `test${aliases}`;
    };
    const createEngine: OpenSearchFixture['createEngine'] = async (books, options = {}) => {
      const alias = newAlias();
      onTestFinished(async () => {
        await client!.indices.delete({ index: `${alias}-*` });
      });
      const engine = await openSearchWithBooks({
        client: client!,
        alias,
        books,
        version: 'v1',
        ...options,
      });
      return { ...engine, alias };
    };
    tests({ client: () => client!, newAlias, createEngine });
  });
}
