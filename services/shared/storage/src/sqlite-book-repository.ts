import type { DatabaseSync } from 'node:sqlite';
import { Book } from '@books/domain/book';
import { DomainError } from '@books/domain/errors';
import type { BookId } from '@books/domain/ids';
import type { Clock } from '@books/service-kit/clock';
import type { BookRepository } from './book-repository.ts';
import { inTransaction, text } from './sqlite-database.ts';
import { createRowMemo, type ForeignChanges } from './sqlite-row-memo.ts';

/** Rows read at a time by `all`. */
const EXPORT_CHUNK_ROWS = 1000;
/** Records whose objects are kept; one takes some 2 kB. */
const KEPT_RECORDS = 2000;

export function createSqliteBookRepository(
  database: DatabaseSync,
  { now, foreignChanges }: { readonly now: Clock; readonly foreignChanges: ForeignChanges },
): BookRepository {
  const select = database.prepare('SELECT record FROM books WHERE book_id = ?');
  const selectKey = database.prepare('SELECT book_id FROM book_keys WHERE key = ?');
  const redirectKeys = database.prepare('UPDATE book_keys SET book_id = ? WHERE book_id = ?');
  const remove = database.prepare('DELETE FROM books WHERE book_id = ?');
  const exportChunk = database.prepare(
    'SELECT record FROM books WHERE book_id > ? ORDER BY book_id LIMIT ?',
  );
  const noteChange = database.prepare(
    'INSERT OR REPLACE INTO book_changes (book_id, updated_at) VALUES (?, ?)',
  );
  const selectChanges = database.prepare('SELECT book_id FROM book_changes WHERE updated_at >= ?');
  const writer = bookWriter(database);

  const findCanonical: (bookId: string) => Book | undefined = createRowMemo({
    database,
    foreignChanges,
    table: 'books',
    key: 'book_id',
    expression: 'record',
    parse: parseRecord,
    maxEntries: KEPT_RECORDS,
  });
  const findByKey = (key: string): Book | undefined => {
    const row = selectKey.get(key);
    return row && findCanonical(text(row, 'book_id'));
  };
  const find = (bookId: BookId) => findCanonical(bookId) ?? findByKey(aliasKey(bookId));

  return {
    find,

    findMany: async (bookIds) => {
      const books = new Map<BookId, Book>();
      for (const bookId of bookIds) {
        const book = find(bookId);
        if (book !== undefined) books.set(bookId, book);
      }
      return books;
    },

    findManyByIsbn: async (isbns) => {
      const books = new Map<string, Book>();
      for (const isbn13 of isbns) {
        const book = findByKey(isbnKey(isbn13));
        if (book !== undefined) books.set(isbn13, book);
      }
      return books;
    },

    save: async (book) =>
      inTransaction(database, () => {
        const known = select.get(book.book_id) !== undefined;
        writer.write(book);
        noteChange.run(book.book_id, now().getTime());
        return { outcome: known ? 'replaced' : 'created' };
      }),

    redirect: async (from, to) =>
      inTransaction(database, () => {
        if (findCanonical(to) === undefined) {
          throw new DomainError('not_found', `no book has id ${to}`);
        }
        remove.run(from);
        noteChange.run(from, now().getTime());
        redirectKeys.run(to, from);
        writer.writeAlias(from, to);
      }),

    async *changedSince(time) {
      // The ids were checked when they were written.
      for (const row of selectChanges.all(time.getTime())) yield text(row, 'book_id') as BookId;
    },

    async *all() {
      let last = '';
      for (;;) {
        const rows = exportChunk.all(last, EXPORT_CHUNK_ROWS);
        for (const row of rows) {
          const book = parseRecord(text(row, 'record'));
          last = book.book_id;
          yield book;
        }
        if (rows.length < EXPORT_CHUNK_ROWS) return;
      }
    },
  };
}

/** Writes records with the keys that lead to them. Shared with the bulk loader. */
export function bookWriter(database: DatabaseSync) {
  const upsert = database.prepare('INSERT OR REPLACE INTO books (book_id, record) VALUES (?, ?)');
  const upsertKey = database.prepare(
    'INSERT OR REPLACE INTO book_keys (key, book_id) VALUES (?, ?)',
  );
  const dropIsbnKeys = database.prepare(
    `DELETE FROM book_keys WHERE book_id = ? AND key LIKE '${ISBN_PREFIX}%'`,
  );
  const dropAlias = database.prepare('DELETE FROM book_keys WHERE key = ?');
  return {
    write(book: Book): void {
      upsert.run(book.book_id, JSON.stringify(book));
      dropAlias.run(aliasKey(book.book_id));
      dropIsbnKeys.run(book.book_id);
      for (const isbn of book.isbn_13) upsertKey.run(isbnKey(isbn), book.book_id);
    },
    writeAlias(from: BookId, to: BookId): void {
      upsertKey.run(aliasKey(from), to);
    },
  };
}

const ISBN_PREFIX = 'isbn:';
const isbnKey = (isbn13: string) => `${ISBN_PREFIX}${isbn13}`;
const aliasKey = (bookId: BookId) => `alias:${bookId}`;

/** A stored record. It was parsed by the schema before it was written, so it is not parsed by it again. */
function parseRecord(record: string): Book {
  return JSON.parse(record) as Book;
}
