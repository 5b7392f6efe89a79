import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { FileObjectStore } from './object-store.ts';
import { describeObjectStore } from './object-store.contract.ts';

/** What every object store for files does beside what the others do; `create` gives an empty one. */
export function describeFileObjectStore(name: string, create: () => Promise<FileObjectStore>) {
  describeObjectStore(name, create);

  describe(`object store for files: ${name}`, () => {
    test('leads to a local file with what was written last', async () => {
      const objects = await create();
      expect(await objects.openFile('a.bin')).toBeUndefined();
      const size = await objects.writeFile('a.bin', (path) => writeFileSync(path, 'first'));
      expect(size).toBe(5);
      expect(readFileSync((await objects.openFile('a.bin')) ?? '', 'utf8')).toBe('first');
      await objects.writeFile('a.bin', (path) => writeFileSync(path, 'second'));
      expect(readFileSync((await objects.openFile('a.bin')) ?? '', 'utf8')).toBe('second');
      expect(await objects.names()).toEqual(['a.bin']);
    });

    test('stores nothing when the file cannot be made', async () => {
      const objects = await create();
      await objects.write('a.bin', new TextEncoder().encode('good'));
      const half = (path: string) => {
        writeFileSync(path, 'half');
        throw new Error('the disk is full');
      };
      await expect(objects.writeFile('a.bin', half)).rejects.toThrow('the disk is full');
      await expect(objects.writeFile('b.bin', half)).rejects.toThrow('the disk is full');
      expect(await objects.names()).toEqual(['a.bin']);
      expect(new TextDecoder().decode((await objects.read('a.bin'))?.bytes)).toBe('good');
    });

    test('carries a file of several parts', async () => {
      const objects = await create();
      const content = Buffer.alloc(40_000_000, 'all happy families are alike. ');
      await objects.writeFile('large.bin', (path) => writeFileSync(path, content));
      const path = (await objects.openFile('large.bin')) ?? '';
      expect(readFileSync(path).equals(content)).toBe(true);
    });
  });
}
