import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { lastLoadedAtMs } from './bulk-loader.ts';
import { createFileIndexSnapshots } from './file-index-snapshots.ts';
import { currentIndexOf } from './index-snapshots.ts';
import { openSqliteStore } from './sqlite-store.ts';

const at = { builtAt: new Date('2026-01-01T03:00:00Z'), loadedAtMs: 0 };
const write = (content: string) => (path: string) => writeFileSync(path, content);
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'books-indexes-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('has no index before the first is published', async () => {
  expect(await createFileIndexSnapshots(join(folder, 'not-made-yet')).current()).toBeUndefined();
});

test('leads to the file of the index published last', async () => {
  const snapshots = createFileIndexSnapshots(join(folder, 'made', 'when', 'missing'));
  await snapshots.publish('1', write('old'), at);
  await snapshots.publish('2', write('newer'), at);
  expect(await snapshots.current()).toEqual({
    version: '2',
    builtAt: '2026-01-01T03:00:00.000Z',
    loadedAtMs: 0,
    sizeBytes: 5,
  });
  expect(readFileSync(await snapshots.open('2'), 'utf8')).toBe('newer');
});

test('keeps one older index for those who read it, and no more', async () => {
  const snapshots = createFileIndexSnapshots(folder);
  for (const version of ['1', '2', '3']) await snapshots.publish(version, write(version), at);
  expect(readFileSync(await snapshots.open('2'), 'utf8')).toBe('2');
  await expect(snapshots.open('1')).rejects.toMatchObject({ kind: 'not_found' });
});

test('publishes nothing when the writing fails', async () => {
  const snapshots = createFileIndexSnapshots(folder);
  await snapshots.publish('1', write('good'), at);
  const half = (path: string) => {
    writeFileSync(path, 'half');
    throw new Error('the disk is full');
  };
  await expect(snapshots.publish('2', half, at)).rejects.toThrow('the disk is full');
  expect((await snapshots.current())?.version).toBe('1');
  expect(readdirSync(folder).sort()).toEqual(['current.json', 'index-1.bin']);
});

test('clears away what one left behind who was killed', async () => {
  writeFileSync(join(folder, 'index-1.bin.4711.unfinished'), 'half');
  await createFileIndexSnapshots(folder).publish('2', write('good'), at);
  expect(readdirSync(folder).sort()).toEqual(['current.json', 'index-2.bin']);
});

test('never goes back to an older index', async () => {
  const snapshots = createFileIndexSnapshots(folder);
  await snapshots.publish('2', write('new'), at);
  await expect(snapshots.publish('1', write('late'), at)).rejects.toMatchObject({
    kind: 'conflict',
  });
  expect((await snapshots.current())?.version).toBe('2');
});

test('is not used for a store that was loaded anew, or for another one', async () => {
  const { system, loader } = openSqliteStore(':memory:');
  const snapshots = createFileIndexSnapshots(folder);
  expect(await currentIndexOf(snapshots, system)).toBeUndefined();
  await snapshots.publish('1', write('of an empty store'), at);
  expect((await currentIndexOf(snapshots, system))?.version).toBe('1');
  await loader.finish();
  expect(await currentIndexOf(snapshots, system)).toBeUndefined();
  const loadedAtMs = await lastLoadedAtMs(system);
  await snapshots.publish('2', write('of the load'), { ...at, loadedAtMs });
  expect((await currentIndexOf(snapshots, system))?.version).toBe('2');
});
