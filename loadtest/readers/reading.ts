import type { KnownBook } from './library.ts';
import { ask, type Step } from './step.ts';

// What readers do who only read. Every answer is checked against a book that is known to be there.

type Found = { count: number; total: number; results: { book_id: string; year?: number | null }[] };
type Titles = { count: number; results: { book_id: string; title: string }[] };
type Suggested = { count: number; suggestions: { kind: string; text: string }[] };
type Book = {
  book_id: string;
  title: string;
  average_rating: number | null;
  ratings_count: number;
};
type Batch = { books: Book[]; count: number; missing: string[] };

/** Places among which the book has to be that was asked for by its title. */
const BEST_PLACES = 5;
const UNKNOWN_ID = 'loadtest:nobody-has-this';

export function* searchBooks({ book_id, title }: KnownBook): Step {
  const body = { query: title, limit: 10 };
  const request = { endpoint: 'search', path: '/search', body, statuses: [200] } as const;
  yield* ask<Found>(request, ({ results, count }) => {
    if (count !== results.length) return `count ${count} of ${results.length} results`;
    const place = results.findIndex((result) => result.book_id === book_id);
    return place >= 0 && place < BEST_PLACES ? undefined : `${book_id} is not among the first`;
  });
}

export function* searchAdvanced({ book_id, author, year }: KnownBook): Step {
  const body = { author, min_year: year, max_year: year, limit: 20 };
  const request = {
    endpoint: 'advanced',
    path: '/search/advanced',
    body,
    statuses: [200],
  } as const;
  yield* ask<Found>(request, ({ results }) => {
    if (results.some((result) => result.year !== year)) return `a result is not of ${year}`;
    const isThere = results.some((result) => result.book_id === book_id);
    return isThere ? undefined : `${book_id} by ${author} is not found`;
  });
}

export function* listByPrefix({ title }: KnownBook, length: number): Step {
  const prefix = title.slice(0, length);
  const path = `/search/shard/${encodeURIComponent(prefix)}?limit=10`;
  yield* ask<Titles>({ endpoint: 'prefix', path, statuses: [200] }, ({ results }) => {
    if (results.length === 0) return `nothing begins with ${prefix}`;
    const wanted = folded(prefix);
    const stray = results.find(({ title }) => !beginsWith(folded(title), wanted));
    return stray && `${stray.title} does not begin with ${prefix}`;
  });
}

export function* suggest({ title }: KnownBook, length: number): Step {
  const path = `/search/suggest?q=${encodeURIComponent(title.slice(0, length))}&limit=10`;
  yield* ask<Suggested>({ endpoint: 'suggest', path, statuses: [200] }, ({ suggestions }) => {
    if (length < title.length) return suggestions.length > 0 ? undefined : 'nothing is suggested';
    return suggestions.some(({ text }) => text === title) ? undefined : `${title} is not suggested`;
  });
}

export function* readBook(known: KnownBook): Step {
  const path = `/books/${known.book_id}`;
  yield* ask<Book>({ endpoint: 'book', path, statuses: [200] }, (book) => bookFault(book, known));
}

/** Several books at once, and one that nobody has. */
export function* readBatch(known: readonly KnownBook[]): Step {
  const ids = known.map(({ book_id }) => book_id);
  const body = { book_ids: [...ids, UNKNOWN_ID] };
  const request = { endpoint: 'batch', path: '/books/batch', body, statuses: [200] } as const;
  yield* ask<Batch>(request, ({ books, count, missing }) => {
    if (count !== ids.length || books.length !== ids.length) return `${count} of ${ids.length}`;
    if (missing.join() !== UNKNOWN_ID) return `${missing.join()} are said to be missing`;
    return books.map((book, index) => bookFault(book, known[index]!)).find(Boolean);
  });
}

function bookFault(book: Book, { book_id, title }: KnownBook): string | undefined {
  if (book.book_id !== book_id) return `${book.book_id} instead of ${book_id}`;
  if (book.title !== title) return `"${book.title}" instead of "${title}"`;
  const { average_rating: mean, ratings_count: count } = book;
  const isConsistent = count === 0 ? mean === null : mean !== null && mean >= 1 && mean <= 5;
  return isConsistent ? undefined : `a mean of ${mean} of ${count} ratings`;
}

/** An article in front may be left out. */
function beginsWith(title: string, prefix: string): boolean {
  return title.startsWith(prefix) || title.replace(/^(?:the|an?) /, '').startsWith(prefix);
}

/** As titles are compared: without case, accents and marks; an apostrophe leaves no gap, so that "Angel's" is "angels". */
function folded(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f'\u2019]/g, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
