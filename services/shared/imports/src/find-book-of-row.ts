import type { Book } from '@books/domain/book';
import { BookId } from '@books/domain/ids';
import {
  clearWinner,
  confidenceByKey,
  confidenceByTitle,
  MATCH_CONFIDENCE,
  rankCandidates,
  type WantedBook,
} from '@books/domain/match-book';
import type { ImportCandidate, ImportRow } from '@books/domain/reader-import';
import type { BookRepository } from '@books/storage/book-repository';

/** Looks for books as a reader would: by words of title and author. */
export type BookSearch = (wanted: {
  readonly title: string;
  readonly author?: string;
}) => Promise<readonly BookId[]>;

export type FindBookDeps = {
  readonly books: Pick<BookRepository, 'find' | 'findByIsbn' | 'findMany'>;
  readonly search: BookSearch;
};

/** What a row is taken for: one book, or the ones it may be, surest first; empty when there is nothing like it. */
export type RowMatch =
  | { readonly matched: ImportCandidate; readonly matchedBy: 'book_id' | 'isbn' | 'title_author' }
  | { readonly candidates: readonly ImportCandidate[] };

/**
 * Finds the book that a row means: by our own id, by ISBN, then by title and author. A key that title and author speak
 * against is no match, and of two books that are about as likely none is taken.
 */
export async function findBookOfRow(deps: FindBookDeps, row: ImportRow): Promise<RowMatch> {
  const wanted: WantedBook = { title: row.title, authors: row.authors ?? [] };
  const byKey = await booksByKey(deps, row);
  const sure = new Map(
    byKey
      .map(({ book, by }) => ({ book, by, confidence: confidenceByKey(wanted, book) }))
      .filter(({ confidence }) => confidence >= MATCH_CONFIDENCE)
      .map((match) => [match.book.book_id, match]),
  );
  const [only] = sure.values();
  // Two ISBNs of two books: one of them is wrong.
  if (only !== undefined && sure.size === 1) {
    const { book, by: matchedBy, confidence } = only;
    return { matched: { bookId: book.book_id, confidence }, matchedBy };
  }
  const found = await searchBooks(deps, row);
  const confidences = new Map<BookId, number>();
  for (const book of found) confidences.set(book.book_id, confidenceByTitle(wanted, book));
  for (const { book } of byKey) {
    const known = confidences.get(book.book_id) ?? 0;
    confidences.set(book.book_id, Math.max(known, Math.min(confidenceByKey(wanted, book), 0.89)));
  }
  const ranked = rankCandidates(
    [...confidences].map(([bookId, confidence]) => ({ bookId, confidence })),
  );
  const winner = clearWinner(ranked);
  // A key of another book speaks against whatever the title says.
  if (winner === undefined || byKey.some(({ book }) => book.book_id !== winner.bookId)) {
    return { candidates: ranked };
  }
  return { matched: winner, matchedBy: 'title_author' };
}

type BookByKey = { readonly book: Book; readonly by: 'book_id' | 'isbn' };

async function booksByKey({ books }: FindBookDeps, row: ImportRow): Promise<BookByKey[]> {
  const id = BookId.safeParse(row.givenBookId).data;
  const found = await Promise.all([
    id === undefined ? undefined : books.find(id),
    ...(row.isbns ?? []).map((isbn) => books.findByIsbn(isbn)),
  ]);
  return found.flatMap((book, at) =>
    book === undefined ? [] : [{ book, by: at === 0 ? 'book_id' : 'isbn' }],
  );
}

async function searchBooks(
  { books, search }: FindBookDeps,
  { title, authors = [] }: ImportRow,
): Promise<Iterable<Book>> {
  if (title === undefined) return [];
  const [author] = authors;
  const narrow = author === undefined ? [] : await search({ title, author });
  // The author may be spelt differently, and somebody else's book of that title is a candidate to show.
  const bookIds = narrow.length > 0 ? narrow : await search({ title });
  return (await books.findMany(bookIds)).values();
}
