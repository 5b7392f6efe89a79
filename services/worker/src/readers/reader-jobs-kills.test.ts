import { DomainError } from '@books/domain/errors';
import type { BookId } from '@books/domain/ids';
import type { ImportRow } from '@books/domain/reader-import';
import { ROWS_PER_CHUNK } from '@books/domain/reader-import';
import { aBook, aRating, bookId, userId } from '@books/domain/testing/builders';
import type { JobContext } from '@books/jobs/job-queue';
import { createSilentLogger } from '@books/service-kit/logger';
import { openSqliteStore } from '@books/storage/sqlite-store';
import type { Store } from '@books/storage/store';
import { describe, expect, test } from 'vitest';
import { createDyingSteps, ProcessDied, type DyingSteps } from '../testing/dying-steps.ts';
import { eraseReader } from './erase-reader.ts';
import { importRatings } from './import-ratings.ts';

const ann = userId('ann');
const bob = userId('bob');
const importId = 'i1';
const BOOKS = 8;
/** Two chunks, of which the second is short. */
const ROWS = ROWS_PER_CHUNK + 6;
const now = () => new Date('2026-01-02T03:04:05Z');
const context: JobContext = { signal: new AbortController().signal, report: async () => {} };
const alive = createDyingSteps(0, () => {});
const LONG = { timeout: 60_000 };

/** Rows of a file: of eight books, one of them twice, one rated before, one already rated so, and one not wanted. */
function rowsOfFile(): ImportRow[] {
  const rating = (row: number, n: number, stars: number): ImportRow => ({
    row,
    line: row + 1,
    outcome: 'waiting',
    givenBookId: `b:${n}`,
    title: `Book ${n}`,
    stars,
    ratedAtMs: Date.UTC(2020, 0, n + 1),
  });
  const rows = [0, 1, 2, 3, 4].map((n) => rating(n + 1, n, 4));
  rows.push(rating(6, 4, 3));
  rows.push({
    row: 7,
    line: 8,
    outcome: 'waiting',
    notInterested: { scope: 'author', id: 'Nobody', addedAtMs: 1000 },
  });
  while (rows.length < ROWS - 3) {
    rows.push({ row: rows.length + 1, line: rows.length + 2, outcome: 'no_rating' });
  }
  for (const n of [5, 6, 7]) rows.push(rating(rows.length + 1, n, 2.5));
  return rows;
}

/** Ann has rated two of the books, Bob all, and Ann's file waits. */
async function aStore(): Promise<Store> {
  const store = openSqliteStore(':memory:', { now });
  for (let n = 0; n < BOOKS; n += 1) {
    await store.books.save(aBook({ book_id: `b:${n}`, title: `Book ${n}` }));
    await store.ratings.rate(aRating({ userId: bob, bookId: `b:${n}`, stars: 5 }));
  }
  await store.ratings.rate(aRating({ userId: ann, bookId: 'b:0', stars: 1 }));
  await store.ratings.rate(aRating({ userId: ann, bookId: 'b:1', stars: 4 }));
  const rows = rowsOfFile();
  const record = {
    importId,
    format: 'goodreads',
    isDryRun: false,
    existing: 'replace',
    state: 'waiting',
    rowCount: ROWS,
    processedRows: 0,
    counts: {},
    createdAtMs: 0,
  } as const;
  await store.imports.save(ann, record, 0);
  for (let from = 0, chunk = 0; from < ROWS; from += ROWS_PER_CHUNK, chunk += 1) {
    await store.imports.saveRows(ann, importId, chunk, rows.slice(from, from + ROWS_PER_CHUNK), 0);
  }
  return store;
}

const runImport = (store: Store, steps: DyingSteps = alive) =>
  importRatings({
    books: steps.watch(store.books),
    ratings: steps.watch(store.ratings),
    readerItems: steps.watch(store.readerItems),
    imports: steps.watch(store.imports),
    search: async () => [],
    ...steps.watch({ invalidate: async () => {} }),
    changes: steps.watch({ publish: async () => {} }),
    clock: now,
  })({ userId: ann, importId }, { ...context, ...steps.watch({ report: context.report }) });

const runErasure = (store: Store, steps: DyingSteps = alive) =>
  eraseReader({
    ratings: steps.watch(store.ratings),
    readerItems: steps.watch(store.readerItems),
    imports: steps.watch(store.imports),
    erasures: steps.watch(store.erasures),
    changes: steps.watch({ publish: async () => {} }),
    drafts: steps.watch({ forgetReader: async () => {} }),
    ...steps.watch({ forgetJobs: async () => {}, invalidate: async () => {} }),
    logger: createSilentLogger(),
  })({ userId: ann }, { ...context, ...steps.watch({ report: context.report }) });

async function askToUndo({ imports }: Store): Promise<void> {
  const { value, version } = (await imports.find(ann, importId))!;
  await imports.save(ann, { ...value, state: 'undoing' }, version);
}

/** Everything about Ann, and the figures of all books. */
async function picture({ ratings, readerItems, imports }: Store) {
  const ids = Array.from({ length: BOOKS }, (_, n) => bookId(`b:${n}`));
  const { items } = await ratings.listByUser(ann, { limit: 100 });
  const chunks = await Promise.all([0, 1].map((chunk) => imports.readRows(ann, importId, chunk)));
  const record = (await imports.find(ann, importId))?.value;
  return {
    ratings: items,
    stats: [...(await ratings.statsOf(ids))] as [BookId, unknown][],
    notInterested: await readerItems.listNotInterested(ann),
    outcomes: chunks.flatMap((chunk) => chunk?.value.map(({ outcome }) => outcome) ?? []),
    record: record && { state: record.state, counts: record.counts, rows: record.processedRows },
  };
}

/** Lets a job die at each of its steps, one store for each, and says what is there after another has gone on. */
async function diedAtEachStep(
  prepare: (store: Store) => Promise<void>,
  run: (store: Store, steps: DyingSteps) => Promise<void>,
  goOn: (store: Store) => Promise<void> = (store) => run(store, alive),
) {
  const pictures: Awaited<ReturnType<typeof picture>>[] = [];
  for (let at = 1; ; at += 1) {
    const store = await aStore();
    await prepare(store);
    const steps = createDyingSteps(at, () => {
      throw new ProcessDied();
    });
    const death = await run(store, steps).then(
      () => undefined,
      (error: unknown) => error,
    );
    if (steps.count() < at) {
      await store.close();
      return pictures;
    }
    if (!(death instanceof ProcessDied)) throw new Error('it went on', { cause: death });
    await goOn(store);
    pictures.push(await picture(store));
    await store.close();
  }
}

/** What is there when nothing of Ann is. */
const ONLY_BOB = {
  ratings: [],
  stats: Array.from({ length: BOOKS }, (_, n) => [
    bookId(`b:${n}`),
    expect.objectContaining({ count: 1, halfStarSum: 10 }),
  ]),
  notInterested: [],
  outcomes: [],
  record: undefined,
};

const nothing = async () => {};
const erase = async (store: Store) => {
  await store.erasures.begin(ann);
  await runErasure(store);
};

describe('a worker that dies at each step', () => {
  test('of an import leaves nothing out and does nothing twice', LONG, async () => {
    const store = await aStore();
    await runImport(store);
    const undisturbed = await picture(store);
    expect(undisturbed.ratings.map((rating) => `${rating.bookId} ${rating.stars}`).sort()).toEqual([
      'b:0 4',
      'b:1 4',
      'b:2 4',
      'b:3 4',
      'b:4 4',
      'b:5 2.5',
      'b:6 2.5',
      'b:7 2.5',
    ]);
    expect(undisturbed.record).toMatchObject({
      state: 'completed',
      rows: ROWS,
      counts: { imported: 8, unchanged: 1, kept: 1, no_rating: ROWS - 10 },
    });
    const pictures = await diedAtEachStep(nothing, runImport);
    expect(pictures.length).toBeGreaterThan(30);
    for (const after of pictures) expect(after).toEqual(undisturbed);
  });

  test('of an undoing puts back what was there, once', LONG, async () => {
    const before = await picture(await aStore());
    const undo = async (store: Store) => {
      await runImport(store);
      await askToUndo(store);
    };
    const pictures = await diedAtEachStep(undo, runImport);
    expect(pictures.length).toBeGreaterThan(15);
    for (const after of pictures) {
      const { ratings, stats, notInterested } = before;
      expect(after).toMatchObject({ ratings, stats, notInterested, record: { state: 'undone' } });
    }
  });

  test('of an import that is undone then leaves nothing of it', LONG, async () => {
    const before = await picture(await aStore());
    const pictures = await diedAtEachStep(nothing, runImport, async (store) => {
      await askToUndo(store);
      await runImport(store);
    });
    for (const after of pictures) {
      const { ratings, stats, notInterested } = before;
      expect(after).toMatchObject({ ratings, stats, notInterested, record: { state: 'undone' } });
    }
  });

  test(
    'of an erasure removes all, and the receipt says what there was at first',
    LONG,
    async () => {
      const pictures = await diedAtEachStep(
        async (store) => {
          await runImport(store);
          await store.erasures.begin(ann);
        },
        runErasure,
        async (store) => {
          await runErasure(store);
          expect(await store.erasures.find(ann)).toMatchObject({
            completedAt: now(),
            found: { ratings: 8, notInterested: 1, imports: 1 },
          });
        },
      );
      expect(pictures.length).toBeGreaterThan(40);
      for (const after of pictures) expect(after).toEqual(ONLY_BOB);
    },
  );

  test('of an import comes back to a reader who is erased, and writes nothing', LONG, async () => {
    const pictures = await diedAtEachStep(nothing, runImport, async (store) => {
      await erase(store);
      await runImport(store);
    });
    for (const after of pictures) expect(after).toEqual(ONLY_BOB);
  });
});

/** Lets an import stand still at a step, as a process that is paused, does something, and lets it go on. */
async function pausedAtEachStep(meanwhile: (store: Store) => Promise<void>) {
  const pictures: Awaited<ReturnType<typeof picture>>[] = [];
  for (let at = 1; ; at += 1) {
    const store = await aStore();
    const steps = createDyingSteps(at, () => meanwhile(store));
    // Its attempt may fail: somebody else has done the work.
    await runImport(store, steps).catch((error: unknown) => {
      if (!(error instanceof DomainError)) throw error;
    });
    const hasPaused = steps.count() >= at;
    if (hasPaused) pictures.push(await picture(store));
    await store.close();
    if (!hasPaused) return pictures;
  }
}

/** What an import brings, of all that is seen; the import itself may stay. */
function broughtIn({ ratings, stats, notInterested }: Awaited<ReturnType<typeof picture>>) {
  return { ratings, stats, notInterested };
}

describe('a worker that is paused over an import and goes on after', () => {
  test('it was undone by another brings no rating back', LONG, async () => {
    const before = await picture(await aStore());
    const pictures = await pausedAtEachStep(async (store) => {
      await askToUndo(store);
      await runImport(store);
    });
    for (const after of pictures) expect(broughtIn(after)).toEqual(broughtIn(before));
  });

  test('another has imported it and the reader undone it brings no rating back', LONG, async () => {
    const before = await picture(await aStore());
    const pictures = await pausedAtEachStep(async (store) => {
      await runImport(store);
      await askToUndo(store);
      await runImport(store);
    });
    for (const after of pictures) expect(broughtIn(after)).toEqual(broughtIn(before));
  });

  test('the reader was erased writes nothing', LONG, async () => {
    for (const after of await pausedAtEachStep(erase)) expect(after).toEqual(ONLY_BOB);
  });
});
