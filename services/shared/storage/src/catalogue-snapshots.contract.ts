import { truncateSync, writeFileSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import type { Book } from '@books/domain/book';
import { aBook } from '@books/domain/testing/builders';
import { describe, expect, test } from 'vitest';
import type { CatalogueSnapshots } from './catalogue-snapshots.ts';
import { createObjectCatalogueSnapshots } from './object-catalogue-snapshots.ts';
import type { FileObjectStore } from './object-store.ts';

const at = { builtAt: new Date('2026-01-01T03:00:00Z'), loadedAtMs: 7 };
const dune = aBook({ book_id: 'gb:1', title: 'Dune' });
const snow = aBook({ book_id: 'gb:2', title: 'Снег\u2028и "лёд"\n' });

/** Snapshots of the catalogue over an object store; `create` gives an empty one. */
export function describeCatalogueSnapshots(name: string, create: () => Promise<FileObjectStore>) {
  async function* each(...books: Book[]) {
    yield* books;
  }
  const readCurrent = async (catalogues: CatalogueSnapshots) => {
    const manifest = await catalogues.current();
    if (manifest === undefined) throw new Error('nothing is published');
    return Array.fromAsync(catalogues.read(manifest));
  };

  describe(`catalogue snapshots: ${name}`, () => {
    test('has none before the first is published', async () => {
      expect(await createObjectCatalogueSnapshots(await create()).current()).toBeUndefined();
    });

    test('gives back the books published last', async () => {
      const catalogues = createObjectCatalogueSnapshots(await create());
      await catalogues.publish('1', each(dune), at);
      await catalogues.publish('2', each(dune, snow), at);
      expect(await catalogues.current()).toEqual({
        version: '2',
        builtAt: '2026-01-01T03:00:00.000Z',
        loadedAtMs: 7,
        bookCount: 2,
        sizeBytes: expect.any(Number),
      });
      expect(await readCurrent(catalogues)).toEqual([dune, snow]);
    });

    test('can be of no books at all', async () => {
      const catalogues = createObjectCatalogueSnapshots(await create());
      await catalogues.publish('1', each(), at);
      expect(await readCurrent(catalogues)).toEqual([]);
    });

    test('publishes nothing when the books cannot be read to their end', async () => {
      const catalogues = createObjectCatalogueSnapshots(await create());
      await catalogues.publish('1', each(dune), at);
      async function* half() {
        yield snow;
        throw new Error('the store is away');
      }
      await expect(catalogues.publish('2', half(), at)).rejects.toThrow('the store is away');
      expect(await readCurrent(catalogues)).toEqual([dune]);
    });

    test.each([
      ['is not what was written', (path: string) => writeFileSync(path, 'no catalogue')],
      ['was cut off', (path: string) => truncateSync(path, 40)],
    ])('is refused when its file %s', async (_, spoil) => {
      const objects = await create();
      const catalogues = createObjectCatalogueSnapshots(objects);
      await catalogues.publish('1', each(dune, snow), at);
      await objects.writeFile('catalogue-1.bin', async (path) => {
        const good = await objects.openFile('catalogue-1.bin');
        if (good === undefined) throw new Error('the file is not there');
        await cp(good, path);
        spoil(path);
      });
      await expect(readCurrent(catalogues)).rejects.toMatchObject({ kind: 'unavailable' });
    });

    test('is refused when it has not as many books as were published', async () => {
      const catalogues = createObjectCatalogueSnapshots(await create());
      const manifest = await catalogues.publish('1', each(dune, snow), at);
      const reading = Array.fromAsync(catalogues.read({ ...manifest, bookCount: 3 }));
      await expect(reading).rejects.toMatchObject({ kind: 'unavailable' });
    });
  });
}
