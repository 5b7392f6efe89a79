import { andThen } from '@books/domain/awaitable';
import type { Book } from '@books/domain/book';
import type { BookId } from '@books/domain/ids';
import type { Clock } from '@books/service-kit/clock';
import { LRUCache } from 'lru-cache';
import type { BookRepository } from './book-repository.ts';

export type RememberedBooks = BookRepository & {
  /** Another process has written this record: it is read again. */
  forget(bookId: BookId): void;
};

export type RememberBooksDeps = {
  readonly now: Clock;
  /** Told of lookups by id: how many were answered from memory, and how many were not. */
  readonly onLookup?: (result: 'hit' | 'miss', count: number) => void;
};

/** A kilobyte or two each. */
const MOST_BOOKS = 10_000;
const MOST_ABSENT = 1000;
/** The longest that a change goes unnoticed of which nobody told. */
const BOOK_TTL_MS = 60_000;
/** Shorter, since whoever adds a book looks for it next. */
const ABSENCE_TTL_MS = 5000;

/**
 * Books that hardly ever change, remembered in the process: what it writes itself is forgotten at once, what others write
 * when {@link RememberedBooks.forget} is told of it, and everything after a time. An id that was merged away is looked up each time.
 * The same record is the same object, which must not be changed.
 */
export function rememberBooks(books: BookRepository, deps: RememberBooksDeps): RememberedBooks {
  const { now, onLookup } = deps;
  const perf = { now: () => now().getTime() };
  const known = new LRUCache<BookId, Book>({
    max: MOST_BOOKS,
    ttl: BOOK_TTL_MS,
    ttlResolution: 0,
    perf,
  });
  const absent = new LRUCache<BookId, true>({
    max: MOST_ABSENT,
    ttl: ABSENCE_TTL_MS,
    ttlResolution: 0,
    perf,
  });
  // Counts what was forgotten: what was read before may be from before the change.
  let changes = 0;

  const forget = (bookId: BookId) => {
    changes += 1;
    known.delete(bookId);
    absent.delete(bookId);
  };

  /** @param changesBefore how many there were before it was read */
  const remember = (askedId: BookId, book: Book | undefined, changesBefore: number) => {
    if (changes !== changesBefore) return;
    if (book === undefined) absent.set(askedId, true);
    else if (book.book_id === askedId) known.set(askedId, book);
  };

  const forgetAfter = async <Result>(bookId: BookId, write: Promise<Result>): Promise<Result> => {
    try {
      return await write;
    } finally {
      // Also when it failed: it may have been written all the same.
      forget(bookId);
    }
  };

  return {
    ...books,
    forget,

    find: (bookId) => {
      const book = known.get(bookId);
      const isKnown = book !== undefined || absent.has(bookId);
      onLookup?.(isKnown ? 'hit' : 'miss', 1);
      if (isKnown) return book;
      const changesBefore = changes;
      return andThen(books.find(bookId), (found) => {
        remember(bookId, found, changesBefore);
        return found;
      });
    },

    findMany: async (bookIds) => {
      const found = new Map<BookId, Book>();
      const unknown: BookId[] = [];
      for (const bookId of new Set(bookIds)) {
        const book = known.get(bookId);
        if (book !== undefined) found.set(bookId, book);
        else if (!absent.has(bookId)) unknown.push(bookId);
      }
      onLookup?.('hit', bookIds.length - unknown.length);
      if (unknown.length === 0) return found;
      onLookup?.('miss', unknown.length);
      const changesBefore = changes;
      const read = await books.findMany(unknown);
      for (const bookId of unknown) {
        const book = read.get(bookId);
        remember(bookId, book, changesBefore);
        if (book !== undefined) found.set(bookId, book);
      }
      return found;
    },

    save: (book) => forgetAfter(book.book_id, books.save(book)),
    redirect: (from, to) => forgetAfter(from, books.redirect(from, to)),
  };
}
