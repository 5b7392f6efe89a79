import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { lastLoadedAtMs } from './bulk-loader.ts';
import { currentOfStore } from './current-of-store.ts';
import { createFileObjectStore } from './file-object-store.ts';
import { createObjectIndexSnapshots } from './object-index-snapshots.ts';
import { openSqliteStore } from './sqlite-store.ts';

const at = { builtAt: new Date('2026-01-01T03:00:00Z'), loadedAtMs: 0 };
const write = (content: string) => (path: string) => writeFileSync(path, content);

test('is not used for a store that was loaded anew, or for another one', async () => {
  const { system, loader } = openSqliteStore(':memory:');
  const folder = mkdtempSync(join(tmpdir(), 'books-indexes-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const snapshots = createObjectIndexSnapshots(createFileObjectStore(folder));
  expect(await currentOfStore(snapshots, system)).toBeUndefined();
  await snapshots.publish('1', write('of an empty store'), at);
  expect((await currentOfStore(snapshots, system))?.version).toBe('1');
  await loader.finish();
  expect(await currentOfStore(snapshots, system)).toBeUndefined();
  const loadedAtMs = await lastLoadedAtMs(system);
  await snapshots.publish('2', write('of the load'), { ...at, loadedAtMs });
  expect((await currentOfStore(snapshots, system))?.version).toBe('2');
});
