import { aBook, aRating, bookId } from '@books/domain/testing/builders';
import type { BookWriter } from '@books/search-opensearch/book-writer';
import { createMemoryChangeFeed } from '@books/change-feed/memory-change-feed';
import { createSilentLogger } from '@books/service-kit/logger';
import { openSqliteStore } from '@books/storage/sqlite-store';
import { expect, test, vi } from 'vitest';
import { followChanges } from './follow-changes.ts';
import { startFollowing } from './start-following.ts';

/** A store, and an index that is a map from ids to titles and counts of ratings; it is noon. */
function aPlatform() {
  const time = { now: new Date('2026-01-10T12:00:00Z') };
  const clock = () => time.now;
  const passMinutes = (minutes: number) => {
    time.now = new Date(time.now.getTime() + minutes * 60_000);
  };
  const store = openSqliteStore(':memory:', { now: clock });
  const index = new Map<string, { title: string; ratings: number }>();
  const writer: BookWriter = {
    async bringUpToDate(id, read) {
      const entry = await read();
      if (entry === undefined) index.delete(id);
      else index.set(id, { title: entry.book.title, ratings: entry.stats.count });
    },
    async updateStats(id, read) {
      const known = index.get(id);
      if (known !== undefined) index.set(id, { ...known, ratings: (await read()).count });
    },
  };
  const deps = { ...store, writer, seenUntil: time.now, clock, logger: createSilentLogger() };
  return { store, index, deps, passMinutes, following: followChanges(deps) };
}

test('brings books and their ratings into the index as they change', async () => {
  const { store, index, following } = aPlatform();
  const dune = aBook({ book_id: 'gb:1', title: 'Dune' });
  await store.books.save(dune);
  await following.apply({ table: 'books', key: dune.book_id });
  await store.ratings.rate(aRating({ bookId: 'gb:1' }));
  await following.apply({ table: 'book_stats', key: dune.book_id });
  await following.apply({ table: 'books', key: bookId('gb:404') });
  expect([...index]).toEqual([['gb:1', { title: 'Dune', ratings: 1 }]]);
});

test('takes out a book that was merged into another', async () => {
  const { store, index, following } = aPlatform();
  for (const id of ['gb:1', 'gb:2']) {
    await store.books.save(aBook({ book_id: id, title: id }));
    await following.apply({ table: 'books', key: bookId(id) });
  }
  await store.books.redirect(bookId('gb:2'), bookId('gb:1'));
  await following.apply({ table: 'books', key: bookId('gb:2') });
  expect([...index.keys()]).toEqual(['gb:1']);
});

test('looks for what the feed has swallowed, again if the store was away', async () => {
  const { store, index, following, passMinutes } = aPlatform();
  passMinutes(10);
  await store.books.save(aBook({ book_id: 'gb:1', title: 'Dune' }));
  const { find } = store.books;
  store.books.find = () => Promise.reject(new Error('the store is away'));
  passMinutes(10);
  await following.catchUp();
  expect(index.size).toBe(0);
  store.books.find = find;
  passMinutes(10);
  await following.catchUp();
  expect([...index.keys()]).toEqual(['gb:1']);
});

test('follows from its start, knows what happened before it, and tries again', async () => {
  const { store, index, deps } = aPlatform();
  const changes = createMemoryChangeFeed(() => {});
  await store.books.save(aBook({ book_id: 'gb:1', title: 'Dune' }));
  const applied: Date[] = [];
  const { bringUpToDate } = deps.writer;
  let failures = 0;
  const writer: BookWriter = {
    ...deps.writer,
    async bringUpToDate(id, read) {
      if (id === 'gb:2' && failures < 2) {
        failures += 1;
        throw new Error('the index is away');
      }
      await bringUpToDate(id, read);
    },
  };
  const stop = startFollowing({
    ...deps,
    writer,
    changes,
    pollMs: 3_600_000,
    tryAgainMs: 0,
    onApplied: (publishedAt) => applied.push(publishedAt),
  });
  await vi.waitFor(() => expect(index.size).toBe(1));
  await store.books.save(aBook({ book_id: 'gb:2', title: 'Emma' }));
  await changes.publish({ table: 'books', key: bookId('gb:2') });
  expect(index.size).toBe(2);
  expect([failures, applied.length]).toEqual([2, 1]);
  await stop();
});
