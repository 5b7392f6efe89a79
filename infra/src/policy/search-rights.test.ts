import { BookId } from '@books/domain/ids';
import { createOpenSearchEngine } from '@books/search-opensearch/opensearch-search-engine';
import { createOpenSearchIndexBuilder } from '@books/search-opensearch/opensearch-index-builder';
import { createOpenSearchIndexWriter } from '@books/search-opensearch/opensearch-index-writer';
import { describeOnOpenSearch } from '@books/search-opensearch/testing/open-search-fixture';
import { anIndexedBook } from '@books/search/testing/books';
import type { ProcessName } from '@books/topology/processes';
import { expect, onTestFinished, test } from 'vitest';
import { EXAMPLE_ACCOUNT } from '../templates/resolve.ts';
import { openSearchResources } from '../testing/open-search-resources.ts';
import { roleStatements, type Statement } from './role-statements.ts';
import { unmetRights, unusedGrants, type RequestedRight } from './unmet-rights.ts';

const roles = roleStatements(await openSearchResources());
const onSearch = (name: ProcessName): Statement[] =>
  (roles[`book-recommendation-dev-${name}`] ?? []).filter(({ actions }) =>
    actions.every((action) => action.startsWith('es:')),
  );
const DOMAIN = `arn:aws:es:us-west-2:${EXAMPLE_ACCOUNT}:domain/books-dev-search`;
const METHOD_ACTIONS: Readonly<Record<string, string>> = {
  GET: 'ESHttpGet',
  HEAD: 'ESHttpHead',
  POST: 'ESHttpPost',
  PUT: 'ESHttpPut',
  DELETE: 'ESHttpDelete',
};

/** The alias that the rights name. */
const ALIAS = 'books';
const [duneId, emmaId] = [BookId.parse('dune'), BookId.parse('emma')];
const dune = anIndexedBook({ book_id: 'dune', title: 'Dune' });
const emma = anIndexedBook({ book_id: 'emma', title: 'Emma' });

describeOnOpenSearch('rights to the search domain', ({ client }) => {
  /** What is asked meanwhile, as it would be of the domain in AWS. */
  async function rightsOf(work: () => Promise<void>): Promise<RequestedRight[]> {
    const rights: RequestedRight[] = [];
    const note = (_error: unknown, { meta }: { readonly meta: { readonly request: unknown } }) => {
      // What the client is about to send.
      const { params } = meta.request as { params: { method: string; path: string } };
      const [path = ''] = decodeURIComponent(params.path).split('?');
      rights.push({ action: `es:${METHOD_ACTIONS[params.method]}`, arn: DOMAIN + path });
    };
    client().on('request', note);
    await work();
    client().off('request', note);
    return rights;
  }

  test('the worker may fill and search-api may ask, and neither more than that', async () => {
    onTestFinished(async () => {
      await client().indices.delete({ index: `${ALIAS}-*` });
    });
    const builder = createOpenSearchIndexBuilder({ client: client(), alias: ALIAS });
    const writer = createOpenSearchIndexWriter({ client: client(), targets: builder.targets });
    const engine = createOpenSearchEngine({ client: client(), alias: ALIAS });
    const build = (hour: number, signal = new AbortController().signal) =>
      builder.build({
        facts: {
          version: `v${hour}`,
          builtAt: new Date(Date.UTC(2026, 0, 1, hour)).toISOString(),
          loadedAtMs: 0,
        },
        books: () => [dune, emma],
        changedSince: () => [duneId],
        read: async () => dune,
        signal,
      });

    const filling = await rightsOf(async () => {
      // One is given up in the middle and gone on with, older ones are removed, a book comes, changes and goes.
      const abort = new AbortController();
      abort.abort(new Error('killed'));
      await expect(build(1, abort.signal)).rejects.toThrow('killed');
      for (const hour of [2, 30, 31]) await build(hour);
      await builder.inService();
      await writer.bringUpToDate(emmaId, async () => undefined);
      await writer.bringUpToDate(emmaId, async () => emma);
      await writer.bringUpToDate(emmaId, async () =>
        anIndexedBook({ book_id: 'emma', title: 'Emma, again' }),
      );
    });
    const asking = await rightsOf(async () => {
      await engine.refreshStatus();
      await engine.search({
        text: 'dune',
        filters: {},
        sort: 'relevance',
        facets: ['language'],
        limit: 10,
        offset: 0,
      });
      await engine.suggest('du', 5);
    });

    expect(unmetRights(onSearch('worker'), filling)).toEqual([]);
    expect(unusedGrants(onSearch('worker'), filling)).toEqual([]);
    expect(unmetRights(onSearch('search-api'), asking)).toEqual([]);
    expect(unusedGrants(onSearch('search-api'), asking)).toEqual([]);
    expect(unmetRights(onSearch('search-api'), filling).length).toBeGreaterThan(0);
  });
});
