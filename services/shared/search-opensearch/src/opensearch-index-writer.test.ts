import { statsOf } from '@books/domain/rating-stats';
import { anIndexedBook } from '@books/search/testing/books';
import { expect, test } from 'vitest';
import { indexesOf } from './index-status.ts';
import { createOpenSearchClient } from './opensearch-client.ts';
import { createOpenSearchIndexWriter } from './opensearch-index-writer.ts';
import { createOpenSearchEngine } from './opensearch-search-engine.ts';
import { describeOnOpenSearch } from './testing/open-search-fixture.ts';

const dune = anIndexedBook({ book_id: 'dune', title: 'Dune' });
const { book_id: bookId } = dune.book;
const children = anIndexedBook({ book_id: 'dune', title: 'Children of Dune' });
const messiah = anIndexedBook({ book_id: 'dune', title: 'Dune Messiah' });

describeOnOpenSearch('A writer of single books to OpenSearch', ({ client, createEngine }) => {
  async function anIndex() {
    const engine = await createEngine([dune]);
    const index = async () => (await indexesOf(client(), engine.alias)).map(({ name }) => name);
    const writer = createOpenSearchIndexWriter({
      client: client(),
      targets: index,
      isFoundAtOnce: true,
    });
    const title = () => titleOf(index);
    return { engine, index, writer, title };
  }
  async function titleOf(indexes: () => Promise<readonly string[]>): Promise<string | undefined> {
    const [index = ''] = await indexes();
    const { body } = await client().search({ index });
    return body.hits.hits[0]?._source?.['shown'].title;
  }

  test('never replaces what was read later by what was read earlier', async () => {
    const { writer, title } = await anIndex();
    const isReading = Promise.withResolvers<void>();
    const goOn = Promise.withResolvers<void>();
    let store = children;
    let reads = 0;
    const slow = writer.bringUpToDate(bookId, async () => {
      const said = store;
      reads += 1;
      isReading.resolve();
      if (reads === 1) await goOn.promise;
      return said;
    });
    await isReading.promise;
    store = messiah;
    await writer.bringUpToDate(bookId, async () => store);
    goOn.resolve();
    await slow;
    expect(await title()).toBe('Dune Messiah');
    expect(reads).toBe(2);
  });

  test('brings about one book when several add it at once', async () => {
    const { writer, engine } = await anIndex();
    const emma = anIndexedBook({ book_id: 'emma', title: 'Emma' });
    const add = () => writer.bringUpToDate(emma.book.book_id, async () => emma);
    await Promise.all([add(), add(), add()]);
    await engine.refreshStatus();
    expect(engine.status().books).toBe(2);
  });

  test('takes out a book that the store has no more', async () => {
    const { writer, engine } = await anIndex();
    await writer.bringUpToDate(bookId, async () => undefined);
    await writer.bringUpToDate(bookId, async () => undefined);
    await engine.refreshStatus();
    expect(engine.status().books).toBe(0);
  });

  test('writes nothing when nothing has changed', async () => {
    const { writer, index } = await anIndex();
    const writes = async () => {
      const { body } = await client().indices.stats({ index: [...(await index())] });
      return body._all.primaries?.indexing?.index_total;
    };
    const before = await writes();
    await writer.bringUpToDate(bookId, async () => dune);
    expect(await writes()).toBe(before);
    await writer.updateStats(bookId, async () => statsOf([5]));
    expect(await writes()).toBe(before! + 1);
  });

  test('passes over an index that has been removed', async () => {
    const gone = createOpenSearchIndexWriter({
      client: client(),
      targets: async () => ['gone-v1'],
    });
    await gone.bringUpToDate(bookId, async () => dune);
    expect((await client().indices.exists({ index: 'gone-v1' })).body).toBe(false);
  });
});

test('a search says that the index is not in service when nobody answers', async () => {
  // Port 9 is the discard service's: nobody listens there.
  const client = createOpenSearchClient({ url: 'http://127.0.0.1:9' });
  const engine = createOpenSearchEngine({ client, alias: 'books' });
  const asked = [
    engine.search({ text: 'x', filters: {}, sort: 'title', facets: [], limit: 1, offset: 0 }),
    engine.suggest('x', 1),
    engine.upsert(dune),
    engine.refreshStatus(),
  ];
  const unavailable = { status: 'rejected', reason: { kind: 'unavailable' } };
  expect(await Promise.allSettled(asked)).toMatchObject(asked.map(() => unavailable));
  await client.close();
});
