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
  });
}
