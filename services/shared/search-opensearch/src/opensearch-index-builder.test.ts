import type { BookId } from '@books/domain/ids';
import type { IndexedBook } from '@books/search/search-engine';
import { anIndexedBook } from '@books/search/testing/books';
import { expect, onTestFinished, test } from 'vitest';
import type { IndexBuild } from './index-builder.ts';
import { createOpenSearchIndexBuilder } from './opensearch-index-builder.ts';
import { createOpenSearchIndexWriter } from './opensearch-index-writer.ts';
import { createOpenSearchEngine } from './opensearch-search-engine.ts';
import { describeOnOpenSearch } from './testing/open-search-fixture.ts';

const dune = anIndexedBook({ book_id: 'dune', title: 'Dune' });
const emma = anIndexedBook({ book_id: 'emma', title: 'Emma' });
/** More than are looked for at once. */
const MANY = 2500;
const manyBooks = Array.from({ length: MANY }, (_, n) =>
  anIndexedBook({ book_id: `b${n}`, title: `Tale ${n}` }),
);

describeOnOpenSearch('An index of OpenSearch', ({ client, newAlias }) => {
  /** A catalogue whose hours pass by hand, and what a reader finds of it. */
  function aCluster() {
    const alias = newAlias();
    onTestFinished(async () => {
      await client().indices.delete({ index: `${alias}-*` });
    });
    const builder = createOpenSearchIndexBuilder({ client: client(), alias, bulkBytes: 200_000 });
    const engine = createOpenSearchEngine({ client: client(), alias });
    const build = (hour: number, parts: Partial<IndexBuild> = {}) => {
      const builtAt = new Date(Date.UTC(2026, 0, 1, hour));
      return builder.build({
        facts: { version: `v${hour}`, builtAt: builtAt.toISOString(), loadedAtMs: 0 },
        books: () => [dune],
        changedSince: () => [],
        read: async () => undefined,
        signal: new AbortController().signal,
        ...parts,
      });
    };
    const titles = async (text: string) => {
      await client().indices.refresh({ index: alias });
      const { hits } = await engine.search({
        text,
        filters: {},
        sort: 'relevance',
        facets: [],
        limit: 10,
        offset: 0,
      });
      return hits.map(({ title }) => title);
    };
    const indexes = async () => {
      const { body } = await client().indices.get({ index: `${alias}-*` });
      return Object.keys(body).sort();
    };
    return { alias, builder, build, titles, indexes, engine };
  }

  test('takes the place of the one before, which is kept, while older ones go', async () => {
    const { alias, build, builder, titles, indexes, engine } = aCluster();
    expect(await builder.inService()).toBeUndefined();
    await expect(engine.refreshStatus()).rejects.toMatchObject({ kind: 'unavailable' });
    for (const hour of [1, 2, 3]) await build(hour, { books: () => [hour < 3 ? dune : emma] });
    expect(await indexes()).toEqual([`${alias}-v2`, `${alias}-v3`]);
    expect(await titles('emma')).toEqual(['Emma']);
    expect(await titles('dune')).toEqual([]);
    expect(await builder.inService()).toMatchObject({ version: 'v3', loadedAtMs: 0 });
    await engine.refreshStatus();
    expect(engine.status()).toMatchObject({ version: 'v3', books: 1 });
  });

  test('is not in service before it is complete, and a later build goes on with it', async () => {
    const { build, titles, builder } = aCluster();
    await build(1);
    const abort = new AbortController();
    async function* booksUntilKilled() {
      for (const [n, book] of manyBooks.entries()) {
        if (n === 2000) abort.abort(new Error('killed'));
        yield book;
      }
    }
    const killed = build(2, { books: booksUntilKilled, signal: abort.signal });
    await expect(killed).rejects.toThrow('killed');
    expect(await titles('dune')).toEqual(['Dune']);
    expect(await titles('tale')).toEqual([]);

    const resumed = await build(3, { books: () => manyBooks });
    expect(resumed).toMatchObject({ version: 'v2', books: MANY });
    expect(resumed.added).toBeLessThan(MANY);
    expect(await builder.targets()).toEqual([resumed.name]);
    const { body } = await client().count({ index: resumed.name });
    expect(body.count).toBe(MANY);
  });

  test.each([
    ['the store was loaded anew', 3, 7],
    ['a day has passed', 27, 0],
  ])('is begun again when %s', async (_why, hour, loadedAtMs) => {
    const { build } = aCluster();
    const abort = new AbortController();
    abort.abort(new Error('killed'));
    await expect(build(2, { signal: abort.signal })).rejects.toThrow('killed');
    const facts = { version: `v${hour}`, builtAt: at(hour).toISOString(), loadedAtMs };
    expect(await build(hour, { facts })).toMatchObject({ version: `v${hour}`, added: 1 });
  });

  test('keeps what followers of changes wrote while it was built', async () => {
    const { build, builder, titles } = aCluster();
    await build(1);
    const writer = createOpenSearchIndexWriter({ client: client(), targets: builder.targets });
    const renamed = anIndexedBook({ book_id: 'dune', title: 'Children of Dune' });
    async function* booksWhileOneIsRenamed(): AsyncIterable<IndexedBook> {
      await writer.bringUpToDate(dune.book.book_id, async () => renamed);
      yield dune;
    }
    await build(2, { books: booksWhileOneIsRenamed });
    expect(await titles('dune')).toEqual(['Children of Dune']);
  });

  test('has what changed while it was built and nobody told', async () => {
    const { build, titles } = aCluster();
    const asked: Date[] = [];
    await build(2, {
      changedSince: (time) => {
        asked.push(time);
        return [emma.book.book_id, 'gone' as BookId];
      },
      read: async (bookId) => (bookId === emma.book.book_id ? emma : undefined),
    });
    expect(await titles('emma')).toEqual(['Emma']);
    expect(asked[0]!.getTime()).toBeLessThanOrEqual(at(2).getTime());
  });

  test('names the first book that OpenSearch refuses, and is not taken into service', async () => {
    const { build, builder } = aCluster();
    const impossible = anIndexedBook({ book_id: 'x', title: 'X', publication_year: 3000 });
    const spoilt = { ...impossible, book: { ...impossible.book, publication_year: 3e15 } };
    await expect(build(1, { books: () => [spoilt] })).rejects.toThrow(/1 books were refused.*400/);
    expect(await builder.inService()).toBeUndefined();
  });
});

function at(hour: number): Date {
  return new Date(Date.UTC(2026, 0, 1, hour));
}
