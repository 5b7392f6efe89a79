import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { buildSnapshotInThread } from './build-snapshot-in-thread.ts';
import { readSnapshotInThread } from './read-snapshot-in-thread.ts';
import { SearchIndex } from './search-index.ts';
import { SnapshotError, writeSnapshot } from './snapshot.ts';
import { aDocument, aSegment, idsFor } from './testing/documents.ts';

const folder = mkdtempSync(join(tmpdir(), 'snapshot-threads-'));
afterAll(() => rmSync(folder, { recursive: true }));

const { signal } = new AbortController();
const shelf = Array.from({ length: 2500 }, (_, n) => aDocument({ id: `${n}`, title: `Tale ${n}` }));

describe('a snapshot built in a thread', () => {
  test('is the same as one built here, over several batches', async () => {
    const [there, here] = [join(folder, 'there'), join(folder, 'here')];
    const progress: [number, string][] = [];
    const onProgress = (count: number, step: string) => void progress.push([count, step]);
    expect(await buildSnapshotInThread(there, shelf, { signal, onProgress })).toBe(2500);
    writeSnapshot(here, aSegment(shelf));
    expect(readFileSync(there).equals(readFileSync(here))).toBe(true);
    expect(progress).toEqual([
      [1000, 'adding'],
      [2000, 'adding'],
      [2500, 'writing'],
    ]);
  });

  test('holds every document when nobody asks for progress', async () => {
    const path = join(folder, 'unwatched');
    expect(await buildSnapshotInThread(path, shelf.slice(0, 1001), { signal })).toBe(1001);
  });

  test('fails with the reason when it cannot be written', async () => {
    const path = join(folder, 'no', 'such', 'folder');
    await expect(buildSnapshotInThread(path, shelf, { signal })).rejects.toThrow('ENOENT');
  });

  test('fails when the documents do', async () => {
    async function* broken() {
      yield* shelf;
      throw new Error('the store is away');
    }
    const path = join(folder, 'broken');
    await expect(buildSnapshotInThread(path, broken(), { signal })).rejects.toThrow(
      'the store is away',
    );
  });

  test('ends with the reason of who stops it', async () => {
    const abort = new AbortController();
    const onProgress = () => abort.abort(new Error('no longer wanted'));
    const build = buildSnapshotInThread(join(folder, 'stopped'), shelf, {
      signal: abort.signal,
      onProgress,
    });
    await expect(build).rejects.toThrow('no longer wanted');
  });
});

describe('a snapshot read in a thread', () => {
  test('can be searched here', async () => {
    const path = join(folder, 'readable');
    writeSnapshot(path, aSegment([aDocument({ id: 'dune', title: 'Dune' })]));
    expect(idsFor(new SearchIndex(await readSnapshotInThread(path)), 'dune')).toEqual(['dune']);
  });

  test('is refused in the same way as here when it cannot be used', async () => {
    const path = join(folder, 'damaged');
    writeFileSync(path, 'not a snapshot');
    const reading = readSnapshotInThread(path);
    await expect(reading).rejects.toThrow(SnapshotError);
    await expect(reading).rejects.toThrow('is not a snapshot');
  });

  test('is an ordinary failure when there is no file', async () => {
    await expect(readSnapshotInThread(join(folder, 'nothing'))).rejects.toThrow('ENOENT');
  });
});
