import { describe, expect, test } from 'vitest';
import type { ObjectStore } from './object-store.ts';

const bytesOf = (text: string) => new TextEncoder().encode(text);

/** What every object store does; `create` gives an empty one. */
export function describeObjectStore(name: string, create: () => Promise<ObjectStore>) {
  const textOf = async (objects: ObjectStore, object: string) => {
    const stored = await objects.read(object);
    return stored && new TextDecoder().decode(stored.bytes);
  };

  describe(`object store: ${name}`, () => {
    test('gives back what was written last', async () => {
      const objects = await create();
      expect(await objects.read('a.bin')).toBeUndefined();
      await objects.write('a.bin', bytesOf('one'));
      await objects.write('a.bin', bytesOf('two'));
      expect(await textOf(objects, 'a.bin')).toBe('two');
    });

    test('keeps bytes of every value, and none', async () => {
      const objects = await create();
      const all = Uint8Array.from({ length: 256 }, (_, byte) => byte);
      await objects.write('all.bin', all);
      await objects.write('none.bin', new Uint8Array());
      expect((await objects.read('all.bin'))?.bytes).toEqual(all);
      expect((await objects.read('none.bin'))?.bytes).toHaveLength(0);
    });

    test('lists names in order', async () => {
      const objects = await create();
      expect(await objects.names()).toEqual([]);
      for (const object of ['b.bin', 'a-2.bin', 'a-1.bin'])
        await objects.write(object, bytesOf(''));
      expect(await objects.names()).toEqual(['a-1.bin', 'a-2.bin', 'b.bin']);
    });

    test('removes an object, and again without a fault', async () => {
      const objects = await create();
      await objects.write('a.bin', bytesOf('one'));
      await objects.remove('a.bin');
      await objects.remove('a.bin');
      expect(await objects.read('a.bin')).toBeUndefined();
      expect(await objects.names()).toEqual([]);
    });

    test('replaces what nobody else has written since', async () => {
      const objects = await create();
      expect(await objects.replace('a.json', bytesOf('one'), undefined)).toBe(true);
      const first = await objects.read('a.json');
      expect(await objects.replace('a.json', bytesOf('two'), first?.tag)).toBe(true);
      expect(await textOf(objects, 'a.json')).toBe('two');
    });

    test('replaces nothing that somebody else has written since', async () => {
      const objects = await create();
      await objects.write('a.json', bytesOf('one'));
      const seen = await objects.read('a.json');
      await objects.write('a.json', bytesOf('theirs'));
      expect(await objects.replace('a.json', bytesOf('ours'), seen?.tag)).toBe(false);
      expect(await objects.replace('a.json', bytesOf('ours'), undefined)).toBe(false);
      expect(await textOf(objects, 'a.json')).toBe('theirs');
    });

    test('makes nothing anew that was removed meanwhile', async () => {
      const objects = await create();
      await objects.write('a.json', bytesOf('one'));
      const seen = await objects.read('a.json');
      await objects.remove('a.json');
      expect(await objects.replace('a.json', bytesOf('ours'), seen?.tag)).toBe(false);
      expect(await objects.read('a.json')).toBeUndefined();
    });
  });
}
