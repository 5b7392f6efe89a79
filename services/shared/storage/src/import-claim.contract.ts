import { aRating, userId } from '@books/domain/testing/builders';
import { describe, expect, test } from 'vitest';
import { anImport } from './import-repository.contract.ts';
import type { Store } from './store.ts';

const ann = userId('ann');

/** What every store does on behalf of an import that may have moved on. `create` gives an empty one. */
export function describeImportClaims(name: string, create: () => Promise<Store>) {
  describe(`${name} and imports that are claimed`, () => {
    const rating = aRating({ userId: ann });
    const notWanted = { scope: 'subject', id: 'horror', addedAt: new Date(1000) } as const;
    const writes = ({ ratings, readerItems }: Store, version: number, after = true) => {
      const change = { bookId: rating.bookId, after: after ? rating : undefined };
      const claim = { importId: 'i1', version };
      return [
        () => ratings.changeManyIf(ann, [{ ...change, condition: () => true }], claim),
        () => readerItems.addNotInterested(ann, notWanted, claim),
      ];
    };

    test('writes for one that is as it was read, and for no other', async () => {
      const store = await create();
      await store.imports.save(ann, anImport(), 0);
      for (const write of writes(store, 2))
        await expect(write()).rejects.toMatchObject({ kind: 'conflict' });
      expect(await store.ratings.find(ann, rating.bookId)).toBeUndefined();
      expect(await store.readerItems.listNotInterested(ann)).toEqual([]);
      for (const write of writes(store, 1)) await write();
      expect(await store.ratings.find(ann, rating.bookId)).toEqual(rating);
      expect(await store.readerItems.listNotInterested(ann)).toEqual([notWanted]);
    });

    test('takes nothing away for one that has moved on, or is gone', async () => {
      const store = await create();
      await store.ratings.rate(rating);
      const [takeAway] = writes(store, 1, false);
      await expect(takeAway!()).rejects.toMatchObject({ kind: 'conflict' });
      await store.imports.save(ann, anImport(), 0);
      await store.imports.save(ann, anImport({ state: 'undone' }), 1);
      await expect(takeAway!()).rejects.toMatchObject({ kind: 'conflict' });
      expect(await store.ratings.find(ann, rating.bookId)).toEqual(rating);
    });

    describe('that takes back what is not wanted', () => {
      const takingBack = async () => {
        const store = await create();
        const { readerItems, imports } = store;
        await imports.save(ann, anImport(), 0);
        const takeBack = (version: number) =>
          readerItems.takeBackNotInterested(ann, notWanted, { importId: 'i1', version });
        return { readerItems, imports, takeBack };
      };

      test('takes it off the list, and again without harm', async () => {
        const { readerItems, takeBack } = await takingBack();
        const other = { ...notWanted, id: 'gore' };
        await readerItems.addNotInterested(ann, notWanted);
        await readerItems.addNotInterested(ann, other);
        expect(await takeBack(1)).toBe(true);
        expect(await takeBack(1)).toBe(true);
        expect(await readerItems.listNotInterested(ann)).toEqual([other]);
      });

      test('leaves what the reader has added anew', async () => {
        const { readerItems, takeBack } = await takingBack();
        const anew = { ...notWanted, addedAt: new Date(2000) };
        await readerItems.addNotInterested(ann, anew);
        expect(await takeBack(1)).toBe(false);
        expect(await readerItems.listNotInterested(ann)).toEqual([anew]);
      });

      test('leaves everything when the import has moved on', async () => {
        const { readerItems, imports, takeBack } = await takingBack();
        await readerItems.addNotInterested(ann, notWanted);
        await imports.save(ann, anImport({ state: 'undone' }), 1);
        await expect(takeBack(1)).rejects.toMatchObject({ kind: 'conflict' });
        expect(await readerItems.listNotInterested(ann)).toEqual([notWanted]);
      });
    });
  });
}
