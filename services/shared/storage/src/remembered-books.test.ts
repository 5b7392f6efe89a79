import type { Book } from '@books/domain/book';
import { aBook, bookId } from '@books/domain/testing/builders';
import { expect, test } from 'vitest';
import type { BookRepository } from './book-repository.ts';
import { describeBookRepository } from './book-repository.contract.ts';
import { rememberBooks } from './remembered-books.ts';
import { openSqliteStore } from './sqlite-store.ts';

const inMemory = (now: () => Date = () => new Date()) => openSqliteStore(':memory:', { now }).books;

describeBookRepository('Remembered SQLite', async (now) => rememberBooks(inMemory(now), { now }));

const dune = aBook({ book_id: 'gb:1', title: 'Dune' });
const messiah = aBook({ book_id: 'gb:1', title: 'Dune Messiah' });
const emma = aBook({ book_id: 'gb:2', title: 'Emma' });
const nobody = bookId('gb:404');

/** Two processes with one store, of which `other` remembers nothing. */
function processes(over: Partial<BookRepository> = {}) {
  let timeMs = Date.UTC(2026, 0, 1);
  const lookups: string[] = [];
  const reads: string[] = [];
  const other = inMemory();
  const store: BookRepository = {
    ...other,
    find: (id) => {
      reads.push(id);
      return (over.find ?? other.find)(id);
    },
    findMany: (ids) => {
      reads.push(ids.join(' '));
      return (over.findMany ?? other.findMany)(ids);
    },
  };
  const books = rememberBooks(store, {
    now: () => new Date(timeMs),
    onLookup: (result, count) => lookups.push(`${result} ${count}`),
  });
  const passSeconds = (seconds: number) => void (timeMs += seconds * 1000);
  return { books, other, reads, lookups, passSeconds };
}

const titleOf = (book: Book | undefined) => book?.title;

test('reads a record once, and gives the very same object again', async () => {
  const { books, other, reads, lookups } = processes();
  await other.save(dune);
  const first = await books.find(dune.book_id);
  expect(await books.find(dune.book_id)).toBe(first);
  expect((await books.findMany([dune.book_id])).get(dune.book_id)).toBe(first);
  expect(reads).toEqual(['gb:1']);
  expect(lookups).toEqual(['miss 1', 'hit 1', 'hit 1']);
});

test('reads of several only those that it does not remember, or remembers to be absent', async () => {
  const { books, other, reads, lookups } = processes();
  for (const book of [dune, emma]) await other.save(book);
  await books.findMany([dune.book_id, nobody]);
  const found = await books.findMany([dune.book_id, emma.book_id, nobody]);
  expect([...found.keys()].sort()).toEqual(['gb:1', 'gb:2']);
  expect(reads).toEqual(['gb:1 gb:404', 'gb:2']);
  expect(lookups).toEqual(['hit 0', 'miss 2', 'hit 2', 'miss 1']);
});

test('forgets what another process has changed as soon as it is told', async () => {
  const { books, other } = processes();
  await other.save(dune);
  await books.find(dune.book_id);
  await other.save(messiah);
  books.forget(dune.book_id);
  expect(titleOf(await books.find(dune.book_id))).toBe('Dune Messiah');
  await books.find(emma.book_id);
  await other.save(emma);
  books.forget(emma.book_id);
  expect(titleOf(await books.find(emma.book_id))).toBe('Emma');
});

test('of what nobody tells it knows after a minute, of a new book after five seconds', async () => {
  const { books, other, passSeconds } = processes();
  await other.save(dune);
  await books.find(dune.book_id);
  await books.findMany([nobody]);
  await other.save(messiah);
  await other.save(aBook({ book_id: 'gb:404' }));
  passSeconds(4);
  expect(await books.find(nobody)).toBeUndefined();
  passSeconds(2);
  expect(await books.find(nobody)).toBeDefined();
  passSeconds(53);
  expect(titleOf(await books.find(dune.book_id))).toBe('Dune');
  passSeconds(2);
  expect(titleOf(await books.find(dune.book_id))).toBe('Dune Messiah');
});

test('does not remember what was read before a change', async () => {
  const gate = Promise.withResolvers<void>();
  const { books, other } = processes({
    // Reads at once and answers late.
    find: async () => {
      const read = await other.find(dune.book_id);
      await gate.promise;
      return read;
    },
    findMany: async (ids) => {
      const read = await other.findMany(ids);
      await gate.promise;
      return read;
    },
  });
  await other.save(dune);
  const [early, earlyOnes] = [books.find(dune.book_id), books.findMany([dune.book_id])];
  await books.save(messiah);
  gate.resolve();
  expect(titleOf(await early)).toBe('Dune');
  await earlyOnes;
  expect(titleOf(await books.find(dune.book_id))).toBe('Dune Messiah');
});

test('forgets what it has written even when it is not told whether it was', async () => {
  const { books, other } = processes();
  await other.save(dune);
  const failing = rememberBooks(
    {
      ...other,
      save: async (book) => {
        await other.save(book);
        throw new Error('the answer was lost');
      },
    },
    { now: () => new Date() },
  );
  await failing.find(dune.book_id);
  await expect(failing.save(messiah)).rejects.toThrow('lost');
  expect(titleOf(await failing.find(dune.book_id))).toBe('Dune Messiah');
  expect(titleOf(await books.find(dune.book_id))).toBe('Dune Messiah');
});

test('looks an id that was merged away up each time, so that a further merge is followed', async () => {
  const { books, other } = processes();
  for (const book of [dune, emma, aBook({ book_id: 'gb:3' })]) await other.save(book);
  await other.redirect(bookId('gb:3'), emma.book_id);
  expect((await books.find(bookId('gb:3')))?.book_id).toBe('gb:2');
  await other.redirect(emma.book_id, dune.book_id);
  expect((await books.find(bookId('gb:3')))?.book_id).toBe('gb:1');
});
