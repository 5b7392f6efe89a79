import { NO_RATINGS, statsOf, type RatingStats } from '@books/domain/rating-stats';
import { aBook, aRating, bookId } from '@books/domain/testing/builders';
import { describe, expect, test } from 'vitest';
import type { BookId } from '@books/domain/ids';
import type { BookAudit } from './rating-audit.ts';
import type { Store } from './store.ts';

export type AuditedStore = {
  readonly store: Store;
  /** Writes wrong stats past all rules; `undefined` removes them. */
  readonly damage: (bookId: BookId, stats: RatingStats | undefined) => Promise<void>;
};

const dune = bookId('gb:1');
const emma = bookId('gb:2');

/** What every adapter's audit does. `create` gives an empty store. */
export function describeRatingAudit(name: string, create: () => Promise<AuditedStore>): void {
  const ratedDune = async ({ ratings }: Store) => {
    await ratings.rate(aRating({ userId: 'ann', stars: 4 }));
    await ratings.rate(aRating({ userId: 'bob', stars: 2.5 }));
    await ratings.rate(aRating({ userId: 'bob', stars: 3 }));
  };

  describe(`${name} as an audit of ratings`, () => {
    test('is content with what was rated, changed and taken back', async () => {
      const { store } = await create();
      await ratedDune(store);
      await store.ratings.rate(aRating({ bookId: 'gb:2', userId: 'ann' }));
      await store.ratings.remove(aRating({ userId: 'ann' }).userId, emma);
      for (const id of [dune, emma, bookId('gb:404')]) {
        expect(await store.audit.audit(id)).toEqual({ outcome: 'equal' });
      }
    });

    test.each<[string, RatingStats | undefined]>([
      ['count one too many', statsOf([4, 3, 3])],
      ['miss one', statsOf([4])],
      ['have the right count and sum, but another histogram', statsOf([3.5, 3.5])],
      ['are gone', undefined],
    ])('finds stats that %s, and mends them', async (_, wrong) => {
      const { store, damage } = await create();
      await ratedDune(store);
      await damage(dune, wrong);

      const found = await store.audit.audit(dune);

      expect(found).toMatchObject({
        outcome: 'mismatch',
        stored: wrong ?? NO_RATINGS,
        counted: statsOf([4, 3]),
      });
      expect(await repair(found)).toBe(true);
      expect(await store.ratings.stats(dune)).toEqual(statsOf([4, 3]));
      expect(await store.audit.audit(dune)).toEqual({ outcome: 'equal' });
    });

    test('finds stats of a book that nobody has rated', async () => {
      const { store, damage } = await create();
      await damage(dune, statsOf([5]));
      expect(await repair(await store.audit.audit(dune))).toBe(true);
      expect(await store.ratings.stats(dune)).toEqual(NO_RATINGS);
    });

    test('counts right what is rated after a repair', async () => {
      const { store, damage } = await create();
      await ratedDune(store);
      await damage(dune, statsOf([1]));
      await repair(await store.audit.audit(dune));
      await store.ratings.rate(aRating({ userId: 'cid', stars: 5 }));
      expect(await store.audit.audit(dune)).toEqual({ outcome: 'equal' });
      expect(await store.ratings.stats(dune)).toEqual(statsOf([4, 3, 5]));
    });

    test('walks over all books in steps, also over those that have stats only', async () => {
      const { store } = await create();
      const ids = ['gb:1', 'gb:2', 'gb:3', 'gb:4', 'gb:5'];
      for (const id of ids) await store.books.save(aBook({ book_id: id }));
      await store.ratings.rate(aRating({ bookId: 'gb:9' }));
      const seen: string[] = [];
      let from: string | undefined;
      do {
        const { bookIds, next } = await store.audit.walk(from, 2);
        expect(bookIds.length).toBeLessThanOrEqual(2);
        seen.push(...bookIds);
        from = next;
      } while (from !== undefined);
      expect([...new Set(seen)].sort()).toEqual([...ids, 'gb:9']);
    });
  });
}

async function repair(audit: BookAudit): Promise<boolean> {
  if (audit.outcome !== 'mismatch') throw new Error(`nothing to repair: ${audit.outcome}`);
  return audit.repair();
}
