import { aBook, bookId } from '@books/domain/testing/builders';
import { describe, expect, test } from 'vitest';
import { systemClock, type Clock } from '@books/service-kit/clock';
import type { BookRepository } from './book-repository.ts';

/** What every catalogue does. `create` gives an empty one. */
export function describeBookRepository(
  name: string,
  create: (now: Clock) => Promise<BookRepository>,
) {
  describe(`${name} as a book repository`, () => {
    const dune = aBook({
      book_id: 'gb:1',
      title: 'Dune',
      authors: [{ author_id: 'gb:a:frank-herbert', author_name: 'Frank Herbert' }],
      publication_year: 1965,
      isbn: '0441013597',
      isbn_13: ['9780441013593'],
      language: 'en',
      subjects: ['science fiction'],
      series: { name: 'Dune', volume: 1 },
      source_rating: { average: 4.2, count: 10, source: 'goodreads', as_of: '2017-09-01' },
    });
    const emma = aBook({ book_id: 'gb:2', title: 'Emma' });

    test('gives back every field of a record', async () => {
      const books = await create(systemClock);
      expect(await books.save(dune)).toEqual({ outcome: 'created' });
      expect(await books.find(dune.book_id)).toEqual(dune);
    });

    test('replaces a record whole', async () => {
      const books = await create(systemClock);
      await books.save(dune);
      const bare = aBook({ book_id: 'gb:1', title: 'Dune Messiah' });
      expect(await books.save(bare)).toEqual({ outcome: 'replaced' });
      expect(await books.find(dune.book_id)).toEqual(bare);
    });

    test('knows nothing of a stranger', async () => {
      const books = await create(systemClock);
      expect(await books.find(bookId('gb:404'))).toBeUndefined();
      expect(await books.findManyByIsbn(['9780441013593'])).toEqual(new Map());
    });

    test('finds several at once and leaves out the unknown', async () => {
      const books = await create(systemClock);
      await books.save(dune);
      await books.save(emma);
      const found = await books.findMany([emma.book_id, bookId('gb:404'), dune.book_id]);
      expect([...found.keys()].sort()).toEqual(['gb:1', 'gb:2']);
      expect(found.get(emma.book_id)).toEqual(emma);
    });

    test('finds a hundred at once', async () => {
      const books = await create(systemClock);
      const ids = Array.from({ length: 100 }, (_, n) => bookId(`gb:${n + 1}`));
      for (const id of ids) await books.save(aBook({ book_id: id }));
      expect((await books.findMany(ids)).size).toBe(100);
    });

    test('finds a book by its ISBN until the record loses it', async () => {
      const books = await create(systemClock);
      await books.save(dune);
      expect((await books.findManyByIsbn(['9780441013593'])).get('9780441013593')?.book_id).toBe(
        'gb:1',
      );
      await books.save(aBook({ book_id: 'gb:1' }));
      expect(await books.findManyByIsbn(['9780441013593'])).toEqual(new Map());
    });

    test('leads an id that was merged away to the canonical record, through further merges too', async () => {
      const books = await create(systemClock);
      for (const id of ['gb:1', 'gb:2', 'gb:3']) await books.save(aBook({ book_id: id }));
      await books.redirect(bookId('gb:3'), bookId('gb:2'));
      await books.redirect(bookId('gb:2'), bookId('gb:1'));
      expect((await books.find(bookId('gb:3')))?.book_id).toBe('gb:1');
      expect((await books.findMany([bookId('gb:2')])).get(bookId('gb:2'))?.book_id).toBe('gb:1');
      const ids: string[] = [];
      for await (const book of books.all()) ids.push(book.book_id);
      expect(ids).toEqual(['gb:1']);
    });

    test('tells which books have changed since a time, over midnight too', async () => {
      let time = new Date('2025-12-30T12:00:00Z');
      const books = await create(() => time);
      await books.save(dune);
      await books.save(emma);
      time = new Date('2025-12-31T23:59:59Z');
      await books.save(dune);
      time = new Date('2026-01-01T00:00:01Z');
      await books.save(aBook({ book_id: 'gb:3' }));
      const since = async (from: string) =>
        (await Array.fromAsync(books.changedSince(new Date(from)))).sort();
      expect(await since('2025-12-30T12:00:00Z')).toEqual(['gb:1', 'gb:2', 'gb:3']);
      expect(await since('2025-12-30T12:00:01Z')).toEqual(['gb:1', 'gb:3']);
      expect(await since('2026-01-01T00:00:00Z')).toEqual(['gb:3']);
      expect(await since('2026-01-01T00:00:02Z')).toEqual([]);
      expect(await since('2026-02-01T00:00:00Z')).toEqual([]);
    });

    test('tells which ids were merged away since a time', async () => {
      let time = new Date('2026-01-01T12:00:00Z');
      const books = await create(() => time);
      for (const id of ['gb:1', 'gb:2', 'gb:3']) await books.save(aBook({ book_id: id }));
      time = new Date('2026-01-02T12:00:00Z');
      await books.redirect(bookId('gb:3'), bookId('gb:1'));
      const since = new Date('2026-01-02T00:00:00Z');
      expect(await Array.fromAsync(books.changedSince(since))).toEqual(['gb:3']);
    });

    test('refuses to merge into a book that is not there', async () => {
      const books = await create(systemClock);
      await books.save(dune);
      await expect(books.redirect(dune.book_id, bookId('gb:404'))).rejects.toMatchObject({
        kind: 'not_found',
      });
      expect(await books.find(dune.book_id)).toEqual(dune);
    });
  });
}
