import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { aBook, bookId } from '@books/domain/testing/builders';
import { createSilentLogger } from '@books/service-kit/logger';
import { createFileObjectStore } from '@books/storage/file-object-store';
import { createObjectCatalogueSnapshots } from '@books/storage/object-catalogue-snapshots';
import { openSqliteStore } from '@books/storage/sqlite-store';
import { expect, onTestFinished, test } from 'vitest';
import { createCatalogueKeeper } from './catalogue-keeper.ts';
import { readPublishedCatalogue } from './published-catalogue.ts';

const dune = aBook({ book_id: 'gb:1', title: 'Dune' });

/** A store with Dune, a copy of it published at noon, and a pod that reads it. */
async function aPlatform() {
  const folder = mkdtempSync(join(tmpdir(), 'books-catalogue-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const time = { now: new Date('2026-01-10T12:00:00Z') };
  const clock = () => time.now;
  const store = openSqliteStore(':memory:', { now: clock });
  const catalogues = createObjectCatalogueSnapshots(createFileObjectStore(folder));
  await store.books.save(dune);
  const publish = (version: string, loadedAtMs = 0) =>
    catalogues.publish(version, store.books.all(), { builtAt: clock(), loadedAtMs });
  const passMinutes = (minutes: number) => {
    time.now = new Date(time.now.getTime() + minutes * 60_000);
  };
  const startPod = async () => {
    const published = await readPublishedCatalogue(catalogues, store.system);
    if (published === undefined) return undefined;
    const keeper = createCatalogueKeeper({
      ...published,
      books: store.books,
      clock,
      logger: createSilentLogger(),
    });
    await keeper.catchUp();
    const titleOf = (id: string) => published.catalogue.get(bookId(id))?.title;
    const listedIds = () => [...published.catalogue.all()].map((book) => book.bookId);
    return { keeper, titleOf, listedIds };
  };
  return { store, publish, passMinutes, startPod };
}

test('has nothing to start with before a copy is published', async () => {
  expect(await (await aPlatform()).startPod()).toBeUndefined();
});

test('does not use the copy of another load', async () => {
  const { publish, startPod, store } = await aPlatform();
  await publish('1');
  await store.loader.finish();
  expect(await startPod()).toBeUndefined();
});

test('knows books that changed while nobody listened', async () => {
  const { publish, startPod, store, passMinutes } = await aPlatform();
  await publish('1');
  passMinutes(24 * 60 * 3);
  await store.books.save(aBook({ book_id: 'gb:2', title: 'Emma' }));
  await store.books.save({ ...dune, title: 'Dune Messiah' });
  passMinutes(24 * 60 * 3);
  const pod = await startPod();
  expect([pod?.titleOf('gb:1'), pod?.titleOf('gb:2')]).toEqual(['Dune Messiah', 'Emma']);
});

test('lists a book no more that was merged into another, and knows where its id leads', async () => {
  const { publish, startPod, store, passMinutes } = await aPlatform();
  await store.books.save(aBook({ book_id: 'gb:2', title: 'Dune, again' }));
  await publish('1');
  const pod = await startPod();
  expect(pod?.listedIds().toSorted()).toEqual(['gb:1', 'gb:2']);
  passMinutes(10);
  await store.books.redirect(bookId('gb:2'), bookId('gb:1'));
  await pod?.keeper.catchUp();
  expect(pod?.listedIds()).toEqual(['gb:1']);
  expect(pod?.titleOf('gb:2')).toBe('Dune');
});

test('takes over more changes than are read at once', async () => {
  const { publish, startPod, store, passMinutes } = await aPlatform();
  await publish('1');
  passMinutes(10);
  for (let n = 0; n < 250; n += 1)
    await store.books.save(aBook({ book_id: `new${n}`, title: `N${n}` }));
  const pod = await startPod();
  expect(pod?.titleOf('new0')).toBe('N0');
  expect(pod?.titleOf('new249')).toBe('N249');
});

test('finds within a look what the feed has swallowed, also after a look that failed', async () => {
  const { publish, startPod, store, passMinutes } = await aPlatform();
  await publish('1');
  const pod = await startPod();
  passMinutes(10);
  await store.books.save(aBook({ book_id: 'gb:2', title: 'Emma' }));
  const { changedSince } = store.books;
  store.books.changedSince = () => {
    throw new Error('the store is away');
  };
  passMinutes(10);
  await pod?.keeper.catchUp();
  expect(pod?.titleOf('gb:2')).toBeUndefined();
  store.books.changedSince = changedSince;
  passMinutes(10);
  await pod?.keeper.catchUp();
  expect(pod?.titleOf('gb:2')).toBe('Emma');
});
