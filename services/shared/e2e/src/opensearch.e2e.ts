import {
  startOpenSearchNode,
  whatOpenSearchLacks,
  type OpenSearchNode,
} from '@books/test-servers/open-search-node';
import { expect, test, vi } from 'vitest';
import { createApi, newReader } from './api.ts';
import { describeOnStack } from './describe-on-stack.ts';

const DUNE = 'gb:126';
let node: OpenSearchNode | undefined;

describeOnStack(
  'the product that searches in OpenSearch',
  (stack) => {
    const api = () => createApi(stack().baseUrl);
    const idsFor = async (text: string) => (await api().search(text)).map(({ book_id: id }) => id);
    const soonFound = (bookId: string, title: string) =>
      vi.waitFor(
        async () => {
          const found = await api().found(bookId, title);
          if (found === undefined) throw new Error(`${title} is not found`);
          return found;
        },
        { timeout: 60_000, interval: 200 },
      );

    test('finds what the worker has put there, also with a slip of the finger', async () => {
      expect(await idsFor('dune')).toContain(DUNE);
      expect(await idsFor('dnue herbert')).toContain(DUNE);
    });

    test('finds a book that was written a moment ago', async () => {
      const { book_id: bookId, title } = await api().newBook();
      expect(await soonFound(bookId, title)).toBeDefined();
    });

    test('finds a book that was written while there was no worker', async () => {
      await stack().kill('worker');
      const { book_id: bookId, title } = await api().newBook();
      await stack().restart('worker');
      expect(await soonFound(bookId, title)).toBeDefined();
    });

    test('is ready again with a new search-api, and loses no search meanwhile', async () => {
      const over = new AbortController();
      const searching = (async () => {
        const answers: boolean[] = [];
        while (!over.signal.aborted) answers.push((await idsFor('dune')).includes(DUNE));
        return answers;
      })();
      await stack().restart('search-api');
      over.abort();
      const answers = await searching;
      expect(answers.length).toBeGreaterThan(0);
      expect(answers).not.toContain(false);
    });

    // The last: OpenSearch does not come back.
    test('says for how long not to ask while OpenSearch is away, and does everything else', async () => {
      await node?.stop();
      const response = await fetch(`${stack().baseUrl}/search?q=dune`);
      expect(response.status).toBe(503);
      expect(response.headers.get('content-type')).toContain('application/problem+json');
      expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
      const reader = newReader();
      await api().rate(reader, DUNE, 5);
      expect((await api().recommendations(reader)).bookIds.length).toBeGreaterThan(0);
    });
  },
  {
    lacks: () => [whatOpenSearchLacks()].filter((sentence) => sentence !== undefined),
    prepare: async () => {
      node = await startOpenSearchNode();
      return {
        environment: { SEARCH_ENGINE: 'opensearch', OPENSEARCH_URL: node.url },
        stop: node.stop,
      };
    },
  },
);
