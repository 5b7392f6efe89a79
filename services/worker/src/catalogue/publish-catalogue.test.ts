import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { aBook } from '@books/domain/testing/builders';
import type { JobContext } from '@books/jobs/job-queue';
import { createSilentLogger } from '@books/service-kit/logger';
import { createFileObjectStore } from '@books/storage/file-object-store';
import { createLeases } from '@books/storage/lease';
import { createObjectCatalogueSnapshots } from '@books/storage/object-catalogue-snapshots';
import { openSqliteStore } from '@books/storage/sqlite-store';
import { expect, onTestFinished, test } from 'vitest';
import { publishCatalogue } from './publish-catalogue.ts';

const LEASE_MS = 60_000;

/** A store with 15,000 books. */
async function aWorker() {
  const folder = mkdtempSync(join(tmpdir(), 'books-publish-catalogue-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const store = openSqliteStore(':memory:');
  await store.loader.putBooks(
    Array.from({ length: 15_000 }, (_, n) => aBook({ book_id: `b${n}`, title: `Tale ${n}` })),
  );
  const catalogues = createObjectCatalogueSnapshots(createFileObjectStore(folder));
  const time = { now: new Date('2026-01-10T02:30:00Z') };
  const clock = () => time.now;
  const told: number[] = [];
  const abort = new AbortController();
  const context: JobContext = {
    signal: abort.signal,
    report: async (progress) => void told.push(progress),
  };
  const handler = publishCatalogue({
    ...store,
    catalogues,
    leases: createLeases({ records: store.system, now: clock, holder: 'a', durationMs: LEASE_MS }),
    leaseMs: LEASE_MS,
    clock,
    logger: createSilentLogger(),
  });
  const published = async () => {
    const manifest = await catalogues.current();
    return manifest && Array.fromAsync(catalogues.read(manifest));
  };
  return { store, catalogues, handler, context, abort, told, time, published };
}

test('publishes every book of the store', async () => {
  const { handler, context, catalogues, told, published } = await aWorker();
  await handler({ reason: 'scheduled' }, context);
  expect(await catalogues.current()).toMatchObject({
    version: '20260110T023000000Z',
    builtAt: '2026-01-10T02:30:00.000Z',
    bookCount: 15_000,
  });
  expect(new Set((await published())?.map(({ book_id }) => book_id)).size).toBe(15_000);
  expect(told).toEqual([0, 0.5, 1]);
});

test('replaces the copy of before', async () => {
  const { handler, context, store, time, published } = await aWorker();
  await handler({ reason: 'first-start' }, context);
  await store.books.save(aBook({ book_id: 'new' }));
  time.now = new Date('2026-01-11T02:30:00Z');
  await handler({ reason: 'scheduled' }, context);
  expect(await published()).toHaveLength(15_001);
});

test('publishes nothing when it is told to stop', async () => {
  const { handler, context, abort, catalogues } = await aWorker();
  const stopsHalfway: JobContext = {
    ...context,
    report: async (progress) => {
      if (progress > 0) abort.abort(new Error('the process ends'));
    },
  };
  await expect(handler({ reason: 'scheduled' }, stopsHalfway)).rejects.toThrow('the process ends');
  expect(await catalogues.current()).toBeUndefined();
});
