import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { aBook, bookId } from '@books/domain/testing/builders';
import { openSqliteStore } from '@books/storage/sqlite-store';
import type { Store } from '@books/storage/store';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openOrFillStore } from './open-store.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'books-local-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const withDune = async (store: Store) => {
  await store.loader.putBooks([aBook()]);
  await store.loader.finish();
};
const neverCalled = async () => Promise.reject(new Error('was filled again'));

test('fills a new store once and opens it afterwards', async () => {
  const first = await openOrFillStore({ folder, open: openSqliteStore, fill: withDune });
  expect(first.isNew).toBe(true);
  await first.store.close();
  const second = await openOrFillStore({ folder, open: openSqliteStore, fill: neverCalled });
  expect(second.isNew).toBe(false);
  expect(await second.store.books.find(bookId('gb:1'))).toEqual(aBook());
  await second.store.close();
});

test('begins again after a first start that did not get to its end', async () => {
  const killed = openOrFillStore({
    folder,
    open: openSqliteStore,
    fill: async (store) => {
      await store.loader.putBooks([aBook({ book_id: 'gb:99' })]);
      throw new Error('killed');
    },
  });
  await expect(killed).rejects.toThrow('killed');
  expect(existsSync(join(folder, 'books.sqlite'))).toBe(false);
  const { store, isNew } = await openOrFillStore({ folder, open: openSqliteStore, fill: withDune });
  expect(isNew).toBe(true);
  expect(await store.books.find(bookId('gb:99'))).toBeUndefined();
  await store.close();
});

test("refuses a store into which somebody's own load did not get to its end", async () => {
  const { store } = await openOrFillStore({ folder, open: openSqliteStore, fill: withDune });
  await store.loader.putBooks([aBook({ book_id: 'gb:2' })]);
  await store.close();
  const opening = openOrFillStore({ folder, open: openSqliteStore, fill: neverCalled });
  await expect(opening).rejects.toThrow(/did not get to its end/);
});

test('says so when the file is no store', async () => {
  writeFileSync(
    join(folder, 'books.sqlite'),
    'not a database, but long enough to look like a file of one',
  );
  await expect(
    openOrFillStore({ folder, open: openSqliteStore, fill: neverCalled }),
  ).rejects.toThrow(/not a database/);
});
