import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { aRating } from '@books/domain/testing/builders';
import { expect, onTestFinished, test } from 'vitest';
import { openDatabase } from './sqlite-database.ts';
import { inTransactionSyncedLater, shareSyncs } from './sqlite-durability.ts';
import { createSqliteRatingRepository } from './sqlite-rating-repository.ts';
import { createForeignChanges } from './sqlite-row-memo.ts';
import { openSqliteStore } from './sqlite-store.ts';

/** Syncs that end when they are told to, in the order in which they began. */
function slowSyncs() {
  const begun: PromiseWithResolvers<void>[] = [];
  const sync = () => {
    const one = Promise.withResolvers<void>();
    begun.push(one);
    return one.promise;
  };
  return { begun, untilOnDisk: shareSyncs(sync) };
}

/** Names of those who were told so far that they are on disk. */
function watch() {
  const told: string[] = [];
  const tell = (name: string) => (waiting: Promise<unknown>) =>
    waiting.then(() => void told.push(name));
  return { told, tell };
}

const turn = () => new Promise(setImmediate);

test('whoever comes while a sync runs waits for the next one, all of them for the same', async () => {
  const { begun, untilOnDisk } = slowSyncs();
  const { told, tell } = watch();
  const all = [tell('first')(untilOnDisk())];
  all.push(tell('second')(untilOnDisk()), tell('third')(untilOnDisk()));
  expect(begun).toHaveLength(1);
  begun[0]!.resolve();
  await turn();
  expect([begun.length, told]).toEqual([2, ['first']]);
  // After the second began, so that it may have missed this one.
  all.push(tell('fourth')(untilOnDisk()));
  begun[1]!.resolve();
  await turn();
  expect([begun.length, told]).toEqual([3, ['first', 'second', 'third']]);
  begun[2]!.resolve();
  await Promise.all(all);
  expect(begun).toHaveLength(3);
});

test('a sync that fails is told to those who waited for it, and to nobody else', async () => {
  const { begun, untilOnDisk } = slowSyncs();
  const first = untilOnDisk();
  const second = untilOnDisk();
  begun[0]!.reject(new Error('no space left'));
  await expect(first).rejects.toThrow('no space left');
  await turn();
  begun[1]!.resolve();
  await second;
  const third = untilOnDisk();
  begun[2]!.resolve();
  await third;
});

test('nobody is told of a rating before it is on disk, but the next read has it', async () => {
  const database = openDatabase(':memory:');
  onTestFinished(() => database.close());
  const { begun, untilOnDisk } = slowSyncs();
  const foreignChanges = createForeignChanges(database);
  const ratings = createSqliteRatingRepository(database, {
    foreignChanges,
    refuseErased: () => {},
    untilOnDisk,
  });
  const { told, tell } = watch();
  const rated = tell('rated')(ratings.rate(aRating({ stars: 4 })));
  await turn();
  expect(told).toEqual([]);
  expect((await ratings.stats(aRating().bookId)).count).toBe(1);
  begun[0]!.resolve();
  await rated;
  expect(told).toEqual(['rated']);
});

test('other commits are on disk when they return, also after one that was not', () => {
  const database = openDatabase(':memory:');
  onTestFinished(() => database.close());
  const level = () => database.prepare('PRAGMA synchronous').get()?.['synchronous'];
  const full = 2;
  expect(level()).toBe(full);
  inTransactionSyncedLater(database, () => {});
  expect(level()).toBe(full);
  expect(() =>
    inTransactionSyncedLater(database, () => {
      throw new Error('no');
    }),
  ).toThrow('no');
  expect(level()).toBe(full);
});

test('a file keeps what was rated, many at a time', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'books-sqlite-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, 'books.db');
  const store = openSqliteStore(path);
  const readers = Array.from({ length: 50 }, (_, n) => `reader-${n}`);
  await Promise.all(readers.map((userId) => store.ratings.rate(aRating({ userId, stars: 3 }))));
  await store.close();
  const again = openSqliteStore(path);
  expect((await again.ratings.stats(aRating().bookId)).count).toBe(50);
  await again.close();
});
