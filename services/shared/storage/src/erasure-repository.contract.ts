import { aRating, userId } from '@books/domain/testing/builders';
import { describe, expect, test } from 'vitest';
import { anImport } from './import-repository.contract.ts';
import type { Store } from './store.ts';

const ann = userId('ann');
const bob = userId('bob');
const MS_PER_DAY = 24 * 3600 * 1000;

/** What every store does about erased readers. `create` gives an empty one with the given time. */
export function describeErasures(name: string, create: (now: () => Date) => Promise<Store>) {
  describe(`${name} and readers who are erased`, () => {
    const start = new Date('2026-01-02T03:04:05Z');
    const open = async () => {
      let now = start;
      const store = await create(() => now);
      return {
        store,
        passDays: (days: number) => {
          now = new Date(now.getTime() + days * MS_PER_DAY);
        },
      };
    };
    const notWanted = { scope: 'subject', id: 'horror', addedAt: start } as const;
    /** One attempt of each writer. */
    const writes = (store: Store, reader = ann) => [
      store.ratings.rate(aRating({ userId: reader })),
      store.readerItems.addNotInterested(reader, notWanted),
      store.imports.save(reader, anImport({ importId: 'i1' }), 0),
      store.imports.saveRows(reader, 'i1', 0, [], 0),
    ];
    const outcomes = async (attempts: Promise<unknown>[]) =>
      (await Promise.allSettled(attempts)).map(({ status }) => status);

    test('begins once, and is known from then on', async () => {
      const { store, passDays } = await open();
      expect(await store.erasures.find(ann)).toBeUndefined();
      const begun = await store.erasures.begin(ann);
      expect(begun).toEqual({
        requestedAt: start,
        expiresAt: new Date(start.getTime() + 40 * MS_PER_DAY),
      });
      passDays(1);
      expect(await store.erasures.begin(ann)).toEqual(begun);
      expect(await store.erasures.find(ann)).toEqual(begun);
      expect(await store.erasures.find(bob)).toBeUndefined();
    });

    test('every writer refuses them, and nobody else', async () => {
      const { store } = await open();
      await store.erasures.begin(ann);
      const refusals = (await Promise.allSettled(writes(store))).map((result) =>
        result.status === 'rejected' ? String(result.reason) : 'stored',
      );
      const refusal = 'DomainError: this reader was erased: nothing is stored for them any more';
      expect(refusals).toEqual(Array(4).fill(refusal));
      expect(await outcomes(writes(store, bob))).toEqual(Array(4).fill('fulfilled'));
    });

    test('what they had can still be taken away', async () => {
      const { store } = await open();
      for (const write of writes(store)) await write;
      await store.erasures.begin(ann);
      await expect(store.ratings.rate(aRating({ stars: 1 }))).rejects.toThrow('erased');
      expect((await store.ratings.remove(ann, aRating().bookId))?.stars).toBe(aRating().stars);
      expect(await store.readerItems.removeNotInterested(ann, notWanted)).toBe(true);
      await store.imports.remove(ann, 'i1');
      expect(await store.imports.list(ann)).toEqual([]);
      expect((await store.ratings.stats(aRating().bookId)).count).toBe(0);
    });

    test('nothing comes in beside it: a write is there before, or not at all', async () => {
      const { store } = await open();
      const attempts = Array.from({ length: 20 }, (_, n) =>
        store.ratings.rate(aRating({ bookId: `b:${n}` })).then(
          () => true,
          () => false,
        ),
      );
      const begin = store.erasures.begin(ann);
      const stored = (await Promise.all(attempts)).filter(Boolean).length;
      await begin;
      expect(await store.ratings.countByUser(ann)).toBe(stored);
      await expect(store.ratings.rate(aRating())).rejects.toThrow('erased');
    });

    test('is under way until it is done, and then forgets the id', async () => {
      const { store } = await open();
      await store.erasures.begin(ann);
      await store.erasures.begin(bob);
      await store.erasures.complete(bob);
      expect(await Array.fromAsync(store.erasures.underWay())).toEqual([ann]);
      expect((await store.erasures.find(bob))?.completedAt).toEqual(start);
      expect((await store.erasures.find(ann))?.completedAt).toBeUndefined();
    });

    test('keeps what was found first, and when it was done first', async () => {
      const { store, passDays } = await open();
      const found = { ratings: 3, notInterested: 2, imports: 1 };
      await store.erasures.begin(ann);
      await store.erasures.noteFound(ann, found);
      await store.erasures.noteFound(ann, { ratings: 0, notInterested: 0, imports: 0 });
      await store.erasures.complete(ann);
      passDays(1);
      await store.erasures.complete(ann);
      expect(await store.erasures.find(ann)).toMatchObject({ found, completedAt: start });
    });

    test('the id can be used again after the time', async () => {
      const { store, passDays } = await open();
      await store.erasures.begin(ann);
      await store.erasures.complete(ann);
      passDays(39);
      expect(await outcomes(writes(store))).toEqual(Array(4).fill('rejected'));
      passDays(2);
      expect(await store.erasures.find(ann)).toBeUndefined();
      expect(await outcomes(writes(store))).toEqual(Array(4).fill('fulfilled'));
      const again = await store.erasures.begin(ann);
      expect(again.requestedAt).toEqual(new Date(start.getTime() + 41 * MS_PER_DAY));
      expect(again.completedAt).toBeUndefined();
    });

    test('a bulk load leaves them out', async () => {
      const { store } = await open();
      await store.erasures.begin(ann);
      await store.loader.putRatings([aRating(), aRating({ userId: bob })]);
      await store.loader.finish();
      expect(await store.ratings.countByUser(ann)).toBe(0);
      expect(await store.ratings.countByUser(bob)).toBe(1);
    });
  });
}
