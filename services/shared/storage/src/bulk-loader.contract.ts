import { aBook, aRating, bookId, userId } from '@books/domain/testing/builders';
import { statsOf } from '@books/domain/rating-stats';
import { describe, expect, test } from 'vitest';
import { lastLoadedAtMs } from './bulk-loader.ts';
import type { Store } from './store.ts';

/** What every store does when it is filled in bulk. `create` gives an empty one. */
export function describeBulkLoader(name: string, create: () => Promise<Store>) {
  describe(`${name} as a bulk loader`, () => {
    test('is empty until something is stored and after it was cleared', async () => {
      const { loader } = await create();
      expect(await loader.isEmpty()).toBe(true);
      await loader.putBooks([aBook()]);
      expect(await loader.isEmpty()).toBe(false);
      await loader.clear();
      expect(await loader.isEmpty()).toBe(true);
    });

    test('makes books and ratings readable and counts the ratings', async () => {
      const { loader, books, ratings } = await create();
      await loader.putBooks([aBook({ book_id: 'gb:1', isbn_13: ['9780441013593'] })]);
      await loader.putRatings([
        aRating({ userId: 'ann', stars: 1 }),
        aRating({ userId: 'bob', stars: 4.5 }),
      ]);
      await loader.putRatings([aRating({ userId: 'ann', stars: 3 })]);
      await loader.finish();
      expect((await books.findManyByIsbn(['9780441013593'])).get('9780441013593')?.book_id).toBe(
        'gb:1',
      );
      expect((await ratings.find(userId('ann'), bookId('gb:1')))?.stars).toBe(3);
      expect(await ratings.stats(bookId('gb:1'))).toEqual(statsOf([3, 4.5]));
    });

    test('makes the ids of merged books lead to what they were merged into', async () => {
      const { loader, books } = await create();
      await loader.putBooks([aBook({ book_id: 'gb:1' })]);
      await loader.putAliases([
        { from: bookId('gb:2'), to: bookId('gb:1') },
        { from: bookId('gb:3'), to: bookId('gb:1') },
      ]);
      await loader.finish();
      expect((await books.find(bookId('gb:2')))?.book_id).toBe('gb:1');
      expect((await books.find(bookId('gb:3')))?.book_id).toBe('gb:1');
      expect(await books.find(bookId('gb:4'))).toBeUndefined();
    });

    test('tells when it was finished last', async () => {
      const { loader, system } = await create();
      expect(await lastLoadedAtMs(system)).toBe(0);
      await loader.putBooks([aBook()]);
      expect(await lastLoadedAtMs(system)).toBe(0);
      await loader.finish();
      const first = await lastLoadedAtMs(system);
      expect(first).toBeGreaterThan(0);
      await loader.finish();
      expect(await lastLoadedAtMs(system)).toBeGreaterThanOrEqual(first);
    });

    test('leaves a store that takes single ratings as before', async () => {
      const { loader, ratings } = await create();
      await loader.putRatings([aRating({ userId: 'ann', stars: 1 })]);
      await loader.finish();
      await ratings.rate(aRating({ userId: 'ann', stars: 5 }));
      await ratings.rate(aRating({ userId: 'bob', stars: 4 }));
      expect(await ratings.stats(bookId('gb:1'))).toEqual(statsOf([4, 5]));
    });
  });
}
