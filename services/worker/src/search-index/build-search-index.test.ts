import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { aBook, aRating } from '@books/domain/testing/builders';
import type { JobContext } from '@books/jobs/job-queue';
import { SearchIndex } from '@books/search-index/search-index';
import { readSnapshot } from '@books/search-index/snapshot';
import { createSilentLogger } from '@books/service-kit/logger';
import { createFileObjectStore } from '@books/storage/file-object-store';
import { createObjectIndexSnapshots } from '@books/storage/object-index-snapshots';
import { createLeases } from '@books/storage/lease';
import { openSqliteStore } from '@books/storage/sqlite-store';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { buildSearchIndex } from './build-search-index.ts';

const LEASE_MS = 60_000;
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'books-build-index-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A store with 1500 books, of which the first was given six times five stars. */
async function aWorker() {
  const store = openSqliteStore(':memory:');
  const shelf = Array.from({ length: 1500 }, (_, n) =>
    aBook({ book_id: `b${n}`, title: `Tale ${n}` }),
  );
  await store.loader.putBooks(shelf);
  for (const reader of ['a', 'b', 'c', 'd', 'e', 'f']) {
    await store.ratings.rate(aRating({ userId: reader, bookId: 'b0', stars: 5 }));
  }
  const snapshots = createObjectIndexSnapshots(createFileObjectStore(folder));
  const time = { now: new Date('2026-01-10T03:00:00Z') };
  const clock = () => time.now;
  const steps: string[] = [];
  const told: number[] = [];
  const context: JobContext = {
    signal: new AbortController().signal,
    report: async (progress, step) => {
      steps.push(step);
      told.push(progress);
    },
  };
  const handler = buildSearchIndex({
    ...store,
    snapshots,
    leases: createLeases({ records: store.system, now: clock, holder: 'a', durationMs: LEASE_MS }),
    leaseMs: LEASE_MS,
    clock,
    logger: createSilentLogger(),
  });
  return { store, snapshots, handler, context, steps, told, time };
}

test('publishes an index of all books with the ratings given here', async () => {
  const { handler, context, snapshots, steps, told } = await aWorker();
  await handler({ reason: 'scheduled' }, context);
  const manifest = await snapshots.current();
  expect(manifest).toMatchObject({
    version: '20260110T030000000Z',
    builtAt: '2026-01-10T03:00:00.000Z',
  });
  const index = new SearchIndex(readSnapshot(await snapshots.open(manifest!.version)));
  expect(index.size).toBe(1500);
  expect(index.find('b0')).toMatchObject({ rating: 5, ratingsCount: 6 });
  expect(index.find('b1')).toMatchObject({ title: 'Tale 1', ratingsCount: 0 });
  expect(steps).toEqual(['reading stats', 'reading books', 'adding', 'writing', 'published']);
  expect(told).toEqual(told.toSorted((a, b) => a - b));
});

test('replaces the index of before', async () => {
  const { handler, context, snapshots, store, time } = await aWorker();
  await handler({ reason: 'first-start' }, context);
  await store.books.save(aBook({ book_id: 'new' }));
  time.now = new Date('2026-01-10T03:30:00Z');
  await handler({ reason: 'scheduled' }, context);
  const { version } = (await snapshots.current())!;
  expect(version).toBe('20260110T033000000Z');
  expect(new SearchIndex(readSnapshot(await snapshots.open(version))).size).toBe(1501);
});

test.each(['reading stats', 'reading books', 'adding', 'writing'])(
  'publishes nothing when it is interrupted while %s, and the next one does',
  async (step) => {
    const { handler, context, snapshots } = await aWorker();
    const abort = new AbortController();
    const interrupted = handler(
      { reason: 'scheduled' },
      {
        signal: abort.signal,
        report: async (_progress, at) => {
          if (at === step) abort.abort(new Error('killed'));
        },
      },
    );
    await expect(interrupted).rejects.toThrow('killed');
    expect(await snapshots.current()).toBeUndefined();
    expect(readdirSync(folder).filter((name) => name.startsWith('index-'))).toEqual([]);
    await handler({ reason: 'scheduled' }, context);
    expect(await snapshots.current()).toBeDefined();
  },
);
