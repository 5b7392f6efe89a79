import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Book } from '@books/domain/book';
import { aBook, aRating, bookId } from '@books/domain/testing/builders';
import { createColumnarSearchEngine } from '@books/search/columnar-search-engine';
import { indexDocument } from '@books/search/index-document';
import { SearchIndex } from '@books/search-index/search-index';
import { SegmentBuilder } from '@books/search-index/segment-builder';
import { SnapshotError, writeSnapshot } from '@books/search-index/snapshot';
import { createSilentLogger } from '@books/service-kit/logger';
import { createFileObjectStore } from '@books/storage/file-object-store';
import { createObjectIndexSnapshots } from '@books/storage/object-index-snapshots';
import { openSqliteStore } from '@books/storage/sqlite-store';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { newestIndex } from './built-index.ts';
import { createIndexKeeper } from './index-keeper.ts';
import { createIndexUpdates } from './index-updates.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'books-keeper-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A store, a worker that publishes what it holds, and pods that search; it is noon. */
function aPlatform() {
  const time = { now: new Date('2026-01-10T12:00:00Z') };
  const clock = () => time.now;
  const passMinutes = (minutes: number) => {
    time.now = new Date(time.now.getTime() + minutes * 60_000);
  };
  const store = openSqliteStore(':memory:', { now: clock });
  const snapshots = createObjectIndexSnapshots(createFileObjectStore(folder));
  const logger = createSilentLogger();

  /** Reads the store now; what it gives back publishes that. */
  const readForIndex = async () => {
    const builtAt = clock();
    const builder = new SegmentBuilder();
    for await (const book of store.books.all()) {
      builder.add(indexDocument({ book, stats: await store.ratings.stats(book.book_id) }));
    }
    const segment = builder.finish();
    return () =>
      snapshots.publish(builtAt.toISOString(), (path) => writeSnapshot(path, segment), {
        builtAt,
        loadedAtMs: 0,
      });
  };
  const startPod = async () => {
    const first = await newestIndex(snapshots, store.system);
    if (first === undefined) throw new Error('nothing is published');
    const engine = createColumnarSearchEngine(new SearchIndex(first.segment), first);
    const updates = createIndexUpdates({ ...store, engine, clock });
    const { builtAt } = first;
    const keeper = createIndexKeeper({
      ...store,
      engine,
      updates,
      snapshots,
      builtAt,
      clock,
      logger,
    });
    await keeper.catchUp();
    const find = async (text: string) => {
      const { hits } = await engine.search({
        text,
        filters: {},
        sort: 'relevance',
        facets: [],
        limit: 10,
        offset: 0,
      });
      return hits.map((hit) => ({ id: hit.bookId, rating: hit.rating }));
    };
    return { engine, updates, keeper, find };
  };
  const publish = async () => (await readForIndex())();
  return { store, snapshots, time, passMinutes, readForIndex, publish, startPod };
}

const dune = aBook({ book_id: 'gb:1', title: 'Dune' });
const emma = aBook({ book_id: 'gb:2', title: 'Emma' });
const emmaFound = [{ id: 'gb:2', rating: null }];

describe('a pod that starts', () => {
  test('takes the newest published index', async () => {
    const { store, publish, startPod } = aPlatform();
    await store.books.save(dune);
    const { version } = await publish();
    const { engine } = await startPod();
    expect(engine.status()).toMatchObject({ version, books: 1, builtAt: new Date(version) });
  });

  test('has none to take before one is published', async () => {
    const { store, snapshots } = aPlatform();
    await store.books.save(emma);
    expect(await newestIndex(snapshots, store.system)).toBeUndefined();
  });

  test('refuses one that is damaged', async () => {
    const { store, snapshots, publish } = aPlatform();
    const { version } = await publish();
    writeFileSync(join(folder, `index-${version}.bin`), 'no snapshot');
    await expect(newestIndex(snapshots, store.system)).rejects.toThrow(SnapshotError);
  });

  test('does not take one of an earlier load', async () => {
    const { store, snapshots, publish } = aPlatform();
    await publish();
    await store.loader.putBooks([emma]);
    await store.loader.finish();
    expect(await newestIndex(snapshots, store.system)).toBeUndefined();
  });

  test('knows books that were saved while nobody listened', async () => {
    const { store, publish, startPod, passMinutes } = aPlatform();
    await publish();
    passMinutes(24 * 60 * 3);
    await store.books.save(emma);
    passMinutes(24 * 60 * 3);
    expect(await (await startPod()).find('emma')).toEqual(emmaFound);
  });
});

describe('a pod that runs', () => {
  /** With an index of these books. */
  async function aRunningPod(...books: Book[]) {
    const platform = aPlatform();
    for (const book of books) await platform.store.books.save(book);
    await platform.publish();
    return { ...platform, ...(await platform.startPod()) };
  }

  test('finds within a look what the feed has swallowed', async () => {
    const { store, passMinutes, keeper, find } = await aRunningPod();
    for (const book of [dune, emma]) {
      passMinutes(10);
      await store.books.save(book);
      await keeper.catchUp();
    }
    expect(await find('dune')).toHaveLength(1);
    expect(await find('emma')).toHaveLength(1);
  });

  test('looks again for what a store that was away did not tell', async () => {
    const { store, passMinutes, keeper, find } = await aRunningPod();
    passMinutes(10);
    await store.books.save(emma);
    const { changedSince } = store.books;
    store.books.changedSince = () => {
      throw new Error('the store is away');
    };
    passMinutes(10);
    await keeper.catchUp();
    expect(await find('emma')).toEqual([]);
    store.books.changedSince = changedSince;
    passMinutes(10);
    await keeper.catchUp();
    expect(await find('emma')).toEqual(emmaFound);
  });

  test('takes a newer index and keeps every change that it lacks', async () => {
    const { store, passMinutes, readForIndex, engine, updates, keeper, find } =
      await aRunningPod(dune);
    passMinutes(30);
    const publish = await readForIndex();
    passMinutes(1);
    await store.books.save(emma);
    await updates.apply({ table: 'books', key: emma.book_id });
    for (const reader of ['a', 'b', 'c', 'd', 'e']) {
      await store.ratings.rate(aRating({ userId: reader, bookId: 'gb:1', stars: 5 }));
    }
    await updates.apply({ table: 'book_stats', key: dune.book_id });
    const { version } = await publish();
    await keeper.takeNewest();
    expect(engine.status()).toMatchObject({ version, books: 2, deltaSize: 1 });
    expect(await find('emma')).toEqual(emmaFound);
    expect(await find('dune')).toEqual([{ id: 'gb:1', rating: 5 }]);
  });

  test('lets go of changes that a newer index has', async () => {
    const { store, passMinutes, publish, engine, updates, keeper } = await aRunningPod();
    await store.books.save(emma);
    await updates.apply({ table: 'books', key: emma.book_id });
    passMinutes(30);
    await publish();
    await keeper.takeNewest();
    expect(engine.status()).toMatchObject({ books: 1, deltaSize: 0 });
  });

  test('keeps its index when the newer one is damaged', async () => {
    const { passMinutes, publish, engine, keeper } = await aRunningPod(emma);
    const { version: first } = engine.status();
    passMinutes(30);
    const { version } = await publish();
    writeFileSync(join(folder, `index-${version}.bin`), 'no snapshot');
    await keeper.takeNewest();
    expect(engine.status().version).toBe(first);
    passMinutes(30);
    const next = await publish();
    await keeper.takeNewest();
    expect(engine.status().version).toBe(next.version);
  });

  test('makes changes that come during an exchange after it', async () => {
    const { store, passMinutes, publish, updates, keeper, find } = await aRunningPod();
    passMinutes(30);
    await publish();
    await store.books.save(emma);
    const taking = keeper.takeNewest();
    await Promise.all([taking, updates.apply({ table: 'books', key: bookId('gb:2') })]);
    expect(await find('emma')).toEqual(emmaFound);
  });
});
