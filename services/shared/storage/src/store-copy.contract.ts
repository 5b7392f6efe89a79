import { aBook, aRating, bookId, userId } from '@books/domain/testing/builders';
import { statsOf } from '@books/domain/rating-stats';
import { describe, expect, test } from 'vitest';
import type { Store } from './store.ts';

/** What every adapter's copy does. `create` gives an empty store. */
export function describeStoreCopy(name: string, create: () => Promise<Store>): void {
  describe(`${name} as something to copy`, () => {
    test('gives everything that was put in, page by page, for another store to take', async () => {
      const [from, to] = [await create(), await create()];
      for (const id of ['gb:1', 'gb:2', 'gb:3']) {
        await from.books.save(aBook({ book_id: id }));
        for (const reader of ['ann', 'bob']) {
          await from.ratings.rate(aRating({ bookId: id, userId: reader, stars: 3.5 }));
        }
      }
      await from.ratings.rate(aRating({ bookId: 'gb:1', userId: 'ann', stars: 5 }));

      for (const table of from.copy.tables) {
        let next: string | undefined;
        do {
          const page = await from.copy.read(table, next, 2);
          expect(page.rows.length).toBeLessThanOrEqual(2);
          const asFile = JSON.parse(JSON.stringify(page.rows)) as typeof page.rows;
          await to.copy.write(table, asFile);
          // Twice does no harm.
          await to.copy.write(table, asFile);
          next = page.next;
        } while (next !== undefined);
      }
      await to.loader.finish();

      expect(await to.books.find(bookId('gb:2'))).toEqual(await from.books.find(bookId('gb:2')));
      expect(await to.ratings.find(userId('ann'), bookId('gb:1'))).toEqual(
        await from.ratings.find(userId('ann'), bookId('gb:1')),
      );
      expect(await to.ratings.stats(bookId('gb:1'))).toEqual(statsOf([5, 3.5]));
      expect(await to.ratings.countByUser(userId('bob'))).toBe(3);
      expect(await to.audit.audit(bookId('gb:1'))).toEqual({ outcome: 'equal' });
    });

    test('leaves out what is made anew', async () => {
      const { copy } = await create();
      expect(copy.tables).toContain('ratings');
      expect(copy.tables).not.toContain('book_stats');
      expect(copy.tables).not.toContain('system');
    });
  });
}
