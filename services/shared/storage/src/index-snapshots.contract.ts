import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { createObjectIndexSnapshots } from './object-index-snapshots.ts';
import type { FileObjectStore } from './object-store.ts';

const at = { builtAt: new Date('2026-01-01T03:00:00Z'), loadedAtMs: 0 };
const write = (content: string) => (path: string) => writeFileSync(path, content);

/** Built indexes over an object store; `create` gives an empty one. */
export function describeIndexSnapshots(name: string, create: () => Promise<FileObjectStore>) {
  describe(`index snapshots: ${name}`, () => {
    test('has no index before the first is published', async () => {
      expect(await createObjectIndexSnapshots(await create()).current()).toBeUndefined();
    });

    test('leads to the file of the index published last', async () => {
      const snapshots = createObjectIndexSnapshots(await create());
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
      const snapshots = createObjectIndexSnapshots(await create());
      for (const version of ['1', '2', '3']) await snapshots.publish(version, write(version), at);
      expect(readFileSync(await snapshots.open('2'), 'utf8')).toBe('2');
      await expect(snapshots.open('1')).rejects.toMatchObject({ kind: 'not_found' });
    });

    test('publishes nothing when the writing fails', async () => {
      const snapshots = createObjectIndexSnapshots(await create());
      await snapshots.publish('1', write('good'), at);
      const half = (path: string) => {
        writeFileSync(path, 'half');
        throw new Error('the disk is full');
      };
      await expect(snapshots.publish('2', half, at)).rejects.toThrow('the disk is full');
      expect((await snapshots.current())?.version).toBe('1');
      await expect(snapshots.open('2')).rejects.toMatchObject({ kind: 'not_found' });
    });

    test('never goes back to an older index', async () => {
      const snapshots = createObjectIndexSnapshots(await create());
      await snapshots.publish('2', write('new'), at);
      await expect(snapshots.publish('1', write('late'), at)).rejects.toMatchObject({
        kind: 'conflict',
      });
      expect((await snapshots.current())?.version).toBe('2');
    });
  });
}
