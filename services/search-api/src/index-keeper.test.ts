import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { aBook, aRating, bookId } from '@books/domain/testing/builders';
import { createColumnarSearchEngine } from '@books/search/columnar-search-engine';
import { SearchIndex } from '@books/search-index/search-index';
import { writeSnapshot } from '@books/search-index/snapshot';
import { createSilentLogger } from '@books/service-kit/logger';
import { createFileObjectStore } from '@books/storage/file-object-store';
import { createObjectIndexSnapshots } from '@books/storage/object-index-snapshots';
import { openSqliteStore } from '@books/storage/sqlite-store';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { firstIndex } from './built-index.ts';
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
  const none = { current: async () => undefined, open: async () => '' };

  /** Reads the store now; what it gives back publishes that. */
  const readForIndex = async () => {
    const { segment, builtAt } = await firstIndex({ snapshots: none, store, clock, logger });
    return () =>
      snapshots.publish(builtAt.toISOString(), (path) => writeSnapshot(path, segment), {
        builtAt,
        loadedAtMs: 0,
      });
  };
  const startPod = async () => {
    const first = await firstIndex({ snapshots, store, clock, logger });
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
  return { store, time, passMinutes, readForIndex, publish, startPod };
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

  test.each([
    ['there is none', () => {}],
    [
      'it is damaged',
      (file: string) => writeFileSync(join(folder, `index-${file}.bin`), 'no snapshot'),
    ],
  ])('builds from the store when %s', async (what, spoil) => {
    const { store, publish, startPod } = aPlatform();
    await store.books.save(emma);
    if (what !== 'there is none') spoil((await publish()).version);
    const { engine, find } = await startPod();
    expect(engine.status().version).toMatch(/^own-/);
    expect(await find('emma')).toEqual(emmaFound);
  });

  test('builds from the store when that was loaded anew since', async () => {
    const { store, publish, startPod } = aPlatform();
    await publish();
    await store.loader.putBooks([emma]);
    await store.loader.finish();
    expect(await (await startPod()).find('emma')).toEqual(emmaFound);
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
  test('finds within a look what the feed has swallowed', async () => {
    const { store, startPod, passMinutes } = aPlatform();
    const { keeper, find } = await startPod();
    for (const book of [dune, emma]) {
      passMinutes(10);
      await store.books.save(book);
      await keeper.catchUp();
    }
    expect(await find('dune')).toHaveLength(1);
    expect(await find('emma')).toHaveLength(1);
  });

  test('looks again for what a store that was away did not tell', async () => {
    const { store, startPod, passMinutes } = aPlatform();
    const { keeper, find } = await startPod();
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
    const { store, startPod, passMinutes, readForIndex } = aPlatform();
    await store.books.save(dune);
    const { engine, updates, keeper, find } = await startPod();
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
    const { store, startPod, passMinutes, publish } = aPlatform();
    const { engine, updates, keeper } = await startPod();
    await store.books.save(emma);
    await updates.apply({ table: 'books', key: emma.book_id });
    passMinutes(30);
    await publish();
    await keeper.takeNewest();
    expect(engine.status()).toMatchObject({ books: 1, deltaSize: 0 });
  });

  test('keeps its index when the newer one is damaged or older', async () => {
    const { store, startPod, passMinutes, publish, readForIndex } = aPlatform();
    const publishOlder = await readForIndex();
    passMinutes(1);
    await store.books.save(emma);
    const { engine, keeper } = await startPod();
    const { version: own } = engine.status();
    await publishOlder();
    await keeper.takeNewest();
    expect(engine.status().version).toBe(own);
    passMinutes(30);
    const { version } = await publish();
    writeFileSync(join(folder, `index-${version}.bin`), 'no snapshot');
    await keeper.takeNewest();
    expect(engine.status().version).toBe(own);
    passMinutes(30);
    const next = await publish();
    await keeper.takeNewest();
    expect(engine.status().version).toBe(next.version);
  });

  test('makes changes that come during an exchange after it', async () => {
    const { store, startPod, passMinutes, publish } = aPlatform();
    const { updates, keeper, find } = await startPod();
    passMinutes(30);
    await publish();
    await store.books.save(emma);
    const taking = keeper.takeNewest();
    await Promise.all([taking, updates.apply({ table: 'books', key: bookId('gb:2') })]);
    expect(await find('emma')).toEqual(emmaFound);
  });
});
