import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { statsOf } from '@books/domain/rating-stats';
import { aBook, aRating, bookId, userId } from '@books/domain/testing/builders';
import { openSqliteStore } from '@books/storage/sqlite-store';
import type { Store } from '@books/storage/store';
import { describe, expect, onTestFinished, test } from 'vitest';
import { parseCopyArguments } from './arguments.ts';
import { backUp, type BackupOptions } from './back-up.ts';
import { readManifest } from './manifest.ts';
import { restore, type RestoreOptions } from './restore.ts';

const now = () => new Date('2026-01-02T00:00:00Z');
const dune = bookId('gb:1');

async function aFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'books-backup-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

/** A store with some books that a hundred readers have rated, a few of them twice. */
async function aStore(): Promise<Store> {
  const store = openSqliteStore(':memory:');
  for (let n = 1; n <= 5; n += 1) await store.books.save(aBook({ book_id: `gb:${n}` }));
  for (let n = 0; n < 100; n += 1) {
    await store.ratings.rate(aRating({ userId: `r${n}`, bookId: `gb:${1 + (n % 5)}`, stars: 2 }));
  }
  await store.ratings.rate(aRating({ userId: 'r0', stars: 5 }));
  return store;
}

const copyOut = (store: Pick<Store, 'copy'>, folder: string, more: Partial<BackupOptions> = {}) =>
  backUp({
    copy: store.copy,
    folder,
    now,
    onProgress: () => {},
    signal: new AbortController().signal,
    ...more,
  });

const copyIn = (
  store: RestoreOptions['store'],
  folder: string,
  more: Partial<RestoreOptions> = {},
) =>
  restore({
    store,
    folder,
    replace: false,
    onProgress: () => {},
    signal: new AbortController().signal,
    ...more,
  });

/** Every row of every table, in no particular order. */
async function everythingIn({ copy }: Pick<Store, 'copy'>): Promise<Map<string, string[]>> {
  const all = new Map<string, string[]>();
  for (const table of copy.tables) {
    const { rows, next } = await copy.read(table, undefined, 1000);
    if (next !== undefined) throw new Error(`${table} has more rows than are read here`);
    all.set(table, rows.map((row) => JSON.stringify(row)).toSorted());
  }
  return all;
}

describe('a backup', () => {
  test('restores to the same ratings and stats, which the audit finds equal', async () => {
    const [from, folder] = [await aStore(), await aFolder()];
    await copyOut(from, folder);
    const to = openSqliteStore(':memory:');

    const report = await copyIn(to, folder);

    expect(report).toMatchObject({ auditedBooks: 5, mismatches: [] });
    expect(report.rows).toMatchObject({ books: 5, ratings: 100 });
    expect(await to.ratings.stats(dune)).toEqual(await from.ratings.stats(dune));
    expect((await to.ratings.find(userId('r0'), dune))?.stars).toBe(5);
    expect(await to.books.find(dune)).toEqual(await from.books.find(dune));
    expect(await everythingIn(to)).toEqual(await everythingIn(from));
  });

  test('counts the stats anew and does not take over wrong ones', async () => {
    const [from, folder] = [await aStore(), await aFolder()];
    await copyOut({ copy: from.copy }, folder);
    const to = openSqliteStore(':memory:');
    await copyIn(to, folder);
    const stars = [5, ...Array.from({ length: 19 }, () => 2)];
    expect(await to.ratings.stats(dune)).toEqual(statsOf(stars));
  });

  test('goes on where it was ended', async () => {
    const [from, folder] = [await aStore(), await aFolder()];
    const stop = new AbortController();
    const read: string[] = [];
    const copy: Store['copy'] = {
      ...from.copy,
      read: (table, place, limit) => {
        read.push(table);
        return from.copy.read(table, place, limit);
      },
    };
    const ended = copyOut({ copy }, folder, {
      signal: stop.signal,
      onProgress: ({ phase }) => phase === 'books' && stop.abort(new Error('ended early')),
    });
    await expect(ended).rejects.toThrow('ended early');
    expect((await readManifest(folder))?.finishedAt).toBeUndefined();
    await expect(copyIn(openSqliteStore(':memory:'), folder)).rejects.toThrow(/not complete/);

    read.length = 0;
    await copyOut({ copy }, folder);
    expect(read).not.toContain('books');
    const to = openSqliteStore(':memory:');
    expect((await copyIn(to, folder)).rows).toMatchObject({ books: 5, ratings: 100 });
    expect(await everythingIn(to)).toEqual(await everythingIn(from));
  });

  test('is not written over', async () => {
    const [from, folder] = [await aStore(), await aFolder()];
    await copyOut(from, folder);
    await expect(copyOut(from, folder)).rejects.toThrow(/complete backup already/);
  });

  test('of another kind of store is refused', async () => {
    const [from, folder] = [await aStore(), await aFolder()];
    await copyOut(from, folder);
    const to = openSqliteStore(':memory:');
    const dynamodb = { ...to, copy: { ...to.copy, kind: 'dynamodb' as const } };
    await expect(copyIn(dynamodb, folder)).rejects.toThrow(/backup of sqlite/);
  });
});

describe('a restore', () => {
  test('goes on after the last file when it was ended', async () => {
    const [from, folder] = [await aStore(), await aFolder()];
    await copyOut(from, folder);
    const to = openSqliteStore(':memory:');
    const stop = new AbortController();
    const ended = copyIn(to, folder, {
      signal: stop.signal,
      onProgress: ({ phase }) => phase === 'books' && stop.abort(new Error('ended early')),
    });
    await expect(ended).rejects.toThrow('ended early');
    const written: string[] = [];
    const going = {
      ...to,
      copy: {
        ...to.copy,
        write: (table: string, rows: Parameters<Store['copy']['write']>[1]) => {
          written.push(table);
          return to.copy.write(table, rows);
        },
      },
    };
    expect(await copyIn(going, folder)).toMatchObject({ auditedBooks: 5, mismatches: [] });
    expect(await everythingIn(to)).toEqual(await everythingIn(from));
    expect(written).toContain('ratings');
    expect(written).not.toContain('books');
  });

  test('leaves a store alone that is not empty, unless it is told to replace', async () => {
    const [from, folder] = [await aStore(), await aFolder()];
    await copyOut(from, folder);
    const to = openSqliteStore(':memory:');
    await to.books.save(aBook({ book_id: 'mine:1' }));
    await expect(copyIn(to, folder)).rejects.toThrow(/not empty/);
    expect(await to.books.find(bookId('mine:1'))).toBeDefined();
    await copyIn(to, folder, { replace: true });
    expect(await to.books.find(bookId('mine:1'))).toBeUndefined();
    expect(await to.books.find(dune)).toBeDefined();
  });

  test('keeps out readers who were erased, before the backup or after it', async () => {
    const [from, folder] = [await aStore(), await aFolder()];
    await from.erasures.begin(userId('r5'));
    await copyOut(from, folder);
    const to = openSqliteStore(':memory:');
    await to.erasures.begin(userId('r10'));
    expect(await copyIn(to, folder)).toMatchObject({ mismatches: [] });
    expect(await to.ratings.countByUser(userId('r5'))).toBe(0);
    expect(await to.ratings.countByUser(userId('r10'))).toBe(0);
    // Of the twenty readers of the first book these are two.
    expect((await to.ratings.stats(dune)).count).toBe(18);
  });

  test('refuses a damaged file before any of its rows is stored', async () => {
    const [from, folder] = [await aStore(), await aFolder()];
    const { tables } = await copyOut(from, folder);
    const path = join(folder, tables['ratings']!.files[0]!.name);
    const content = await readFile(path);
    content[content.length - 1]! ^= 1;
    await writeFile(path, content);
    const to = openSqliteStore(':memory:');
    await expect(copyIn(to, folder)).rejects.toThrow(/damaged/);
    expect(await to.ratings.countByUser(userId('r0'))).toBe(0);
  });

  test('says which books differ when the audit finds any', async () => {
    const [from, folder] = [await aStore(), await aFolder()];
    await copyOut(from, folder);
    const to = openSqliteStore(':memory:');
    const loader = {
      ...to.loader,
      finish: async () => {
        await to.loader.finish();
        // Somebody writes past the rules while it is restored.
        await to.copy.write('ratings', [
          { user_id: 'late', book_id: 'gb:3', half_stars: 4, rated_at: 1 },
        ]);
      },
    };
    expect((await copyIn({ ...to, loader }, folder)).mismatches).toEqual(['gb:3']);
  });
});

describe('the command line', () => {
  test.each<[string[], object]>([
    [['backup', '--from', 'sqlite', '--out', 'b'], { kind: 'backup', folder: 'b' }],
    [['restore', '--in', 'b', '--to', 'dynamodb', '--replace'], { kind: 'restore', replace: true }],
    [['backup', '--help'], { kind: 'help' }],
    [['backup', '--from', 'sqlite'], { kind: 'fault' }],
    [['restore', '--in', 'b', '--to', 'paper'], { kind: 'fault' }],
    [['backup', '--form', 'sqlite'], { kind: 'fault' }],
  ])('%j', (words, expected) => {
    expect(parseCopyArguments(words)).toMatchObject(expected);
  });
});
