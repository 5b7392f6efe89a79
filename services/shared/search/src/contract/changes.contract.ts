import { BookId } from '@books/domain/ids';
import { NO_RATINGS, statsOf } from '@books/domain/rating-stats';
import { describe, expect, test } from 'vitest';
import { anIndexedBook } from '../testing/books.ts';
import { SHELF } from '../testing/shelf.ts';
import { type CreateSearchEngine, PLAIN } from './create-engine.ts';

/** How an engine keeps up with the catalogue. */
export function describeChanges(name: string, create: CreateSearchEngine): void {
  describe(`${name} while the catalogue changes`, () => {
    test('finds a new book by the next search', async () => {
      const engine = await create(SHELF);
      await engine.upsert(
        anIndexedBook({ book_id: 'emma', title: 'Emma', authors: ['Jane Austen'], readers: 9 }),
      );
      expect((await engine.search({ ...PLAIN, text: 'austen emma' })).hits[0]?.bookId).toBe('emma');
      expect(await engine.titlesByPrefix('emm', 5)).toEqual([{ bookId: 'emma', title: 'Emma' }]);
      expect((await engine.suggest('aust', 5))[0]).toEqual({ kind: 'author', text: 'Jane Austen' });
      expect(engine.status().books).toBe(5);
    });

    test('finds a renamed book under its new title and not under its old', async () => {
      const engine = await create(SHELF);
      await engine.upsert(
        anIndexedBook({ book_id: 'solaris', title: 'The Invincible', authors: ['Lem'] }),
      );
      expect((await engine.search({ ...PLAIN, text: 'solaris' })).total).toBe(0);
      const { hits, total } = await engine.search({ ...PLAIN, text: 'invincible' });
      expect([hits[0]?.bookId, total]).toEqual(['solaris', 1]);
      expect(await engine.titlesByPrefix('sol', 5)).toEqual([]);
      expect((await engine.titlesByPrefix('inv', 5)).length).toBe(1);
      expect(await engine.suggest('stanislaw', 5)).toEqual([]);
      expect(engine.status().books).toBe(4);
    });

    test('finds a book no more that was taken out', async () => {
      const engine = await create(SHELF);
      const { book_id: solaris } = SHELF[2]!.book;
      await engine.remove(solaris);
      await engine.remove(solaris);
      expect((await engine.search({ ...PLAIN, text: 'solaris' })).total).toBe(0);
      expect(await engine.titlesByPrefix('sol', 5)).toEqual([]);
      expect(await engine.suggest('stanislaw', 5)).toEqual([]);
      expect(engine.status().books).toBe(3);
    });

    test('leaves one book when the same change comes twice', async () => {
      const engine = await create([]);
      const emma = anIndexedBook({ book_id: 'emma', title: 'Emma' });
      await engine.upsert(emma);
      await engine.upsert(emma);
      expect((await engine.search({ ...PLAIN, text: 'emma' })).total).toBe(1);
      expect((await engine.titlesByPrefix('e', 5)).length).toBe(1);
    });

    test('shows, filters and sorts by new rating figures at once', async () => {
      const engine = await create(SHELF);
      const messiah = SHELF[1]!.book.book_id;
      await engine.updateStats(messiah, statsOf([5, 5, 5, 5, 5, 5]));
      const { hits } = await engine.search({ ...PLAIN, text: 'dune messiah' });
      expect(hits[0]).toMatchObject({ rating: 5, ratingsCount: 6 });
      const best = await engine.search({ ...PLAIN, filters: { min_rating: 4.9 } });
      expect(best.hits.map(({ bookId }) => bookId)).toEqual(['messiah']);
      const sorted = await engine.search({ ...PLAIN, sort: 'rating' });
      expect(sorted.hits[0]?.bookId).toBe('messiah');
    });

    test('brings a book forward as readers come to it', async () => {
      const engine = await create(SHELF);
      const messiah = SHELF[1]!.book.book_id;
      await engine.updateStats(messiah, { ...NO_RATINGS, count: 5000, halfStarSum: 40_000 });
      expect((await engine.titlesByPrefix('dune', 5))[0]?.bookId).toBe('messiah');
    });

    test('ignores figures of a book it does not have', async () => {
      const engine = await create(SHELF);
      const stranger = BookId.parse('stranger');
      await engine.updateStats(stranger, statsOf([5]));
      expect(engine.status().books).toBe(4);
    });
  });
}
