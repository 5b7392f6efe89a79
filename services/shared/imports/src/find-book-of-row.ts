import type { Book } from '@books/domain/book';
import { BookId } from '@books/domain/ids';
import {
  clearWinner,
  confidenceByKey,
  confidenceByTitle,
  ISBN_AND_LIKE,
  MATCH_CONFIDENCE,
  rankCandidates,
  type WantedBook,
} from '@books/domain/match-book';
import type { ImportCandidate, ImportRow } from '@books/domain/reader-import';
import { mainTitle, titleToFind } from '@books/domain/title-likeness';
import type { BookRepository } from '@books/storage/book-repository';

/** Looks for books as a reader would: by words of title and author. */
export type BookSearch = (wanted: {
  readonly title: string;
  readonly author?: string;
}) => Promise<readonly BookId[]>;

export type FindBookDeps = {
  readonly books: Pick<BookRepository, 'findMany'>;
  readonly search: BookSearch;
};

/** The books that the keys of some rows lead to. */
export type BooksByKey = {
  readonly byId: ReadonlyMap<BookId, Book>;
  readonly byIsbn: ReadonlyMap<string, Book>;
};

/** What a row is taken for: one book, or the ones it may be, surest first; empty when there is nothing like it. */
export type RowMatch =
  | { readonly matched: ImportCandidate; readonly matchedBy: 'book_id' | 'isbn' | 'title_author' }
  | { readonly candidates: readonly ImportCandidate[] };

/** Reads the books that the keys of rows lead to, all at once. */
export async function readBooksByKey(
  books: Pick<BookRepository, 'findMany' | 'findManyByIsbn'>,
  rows: readonly ImportRow[],
): Promise<BooksByKey> {
  const ids = rows.flatMap(({ givenBookId }) => BookId.safeParse(givenBookId).data ?? []);
  const isbns = rows.flatMap((row) => row.isbns ?? []);
  const [byId, byIsbn] = await Promise.all([
    books.findMany([...new Set(ids)]),
    books.findManyByIsbn([...new Set(isbns)]),
  ]);
  return { byId, byIsbn };
}

/**
 * Finds the book that a row means: by our own id, by ISBN, then by title and author. A key that title and author speak
 * against is no match, and of two books that are about as likely none is taken.
 */
export async function findBookOfRow(
  deps: FindBookDeps,
  row: ImportRow,
  known: BooksByKey,
): Promise<RowMatch> {
  const wanted: WantedBook = { title: row.title, authors: row.authors ?? [] };
  const byKey = booksByKey(known, row);
  const sure = new Map(
    byKey
      .map(({ book, by }) => ({ book, by, confidence: confidenceByKey(wanted, book) }))
      .filter(({ confidence }) => confidence >= MATCH_CONFIDENCE)
      .map((match) => [match.book.book_id, match]),
  );
  const [only] = sure.values();
  // Two ISBNs of two books: one of them is wrong.
  const key = sure.size === 1 ? only : undefined;
  if (key !== undefined && key.confidence > ISBN_AND_LIKE) return matchByKey(key);

  const confidences = await searchBooks(deps, wanted);
  const isTitleOfAnother = [...confidences].some(
    ([bookId, confidence]) => confidence >= MATCH_CONFIDENCE && bookId !== key?.book.book_id,
  );
  if (key !== undefined && !isTitleOfAnother) return matchByKey(key);

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

function matchByKey({ book, by, confidence }: BookByKey & { readonly confidence: number }) {
  return { matched: { bookId: book.book_id, confidence }, matchedBy: by };
}

function booksByKey({ byId, byIsbn }: BooksByKey, row: ImportRow): BookByKey[] {
  const id = BookId.safeParse(row.givenBookId).data;
  const named = id && byId.get(id);
  const carriers = (row.isbns ?? []).flatMap((isbn) => byIsbn.get(isbn) ?? []);
  return [
    ...(named ? [{ book: named, by: 'book_id' as const }] : []),
    ...carriers.map((book) => ({ book, by: 'isbn' as const })),
  ];
}

/** How sure it is by title and author that each of the books which are found is meant. */
async function searchBooks(
  { books, search }: FindBookDeps,
  wanted: WantedBook,
): Promise<Map<BookId, number>> {
  const confidences = new Map<BookId, number>();
  if (wanted.title === undefined) return confidences;
  const title = wanted.title.normalize('NFKC');
  const author = wanted.authors[0]?.normalize('NFKC');
  const asked = new Set<string>();
  const find = async (someTitle: string, someAuthor = '') => {
    const key = `${someTitle}\n${someAuthor}`;
    if (asked.has(key)) return;
    asked.add(key);
    const found = await search({
      title: someTitle,
      ...(someAuthor !== '' && { author: someAuthor }),
    });
    const unknown = found.filter((bookId) => !confidences.has(bookId));
    for (const book of (await books.findMany(unknown)).values()) {
      confidences.set(book.book_id, confidenceByTitle(wanted, book));
    }
  };
  const plainTitle = titleToFind(title);
  await find(plainTitle, author);
  const isSure = () =>
    [...confidences.values()].some((confidence) => confidence >= MATCH_CONFIDENCE);
  // What stands in brackets may belong to the title, or be a series that we know without its number.
  if (!isSure()) await find(title, author);
  if (!isSure()) await find(mainTitle(plainTitle), author);
  // The author may be spelt differently, and somebody else's book of that title is a candidate to show.
  if (confidences.size === 0) await find(plainTitle);
  return confidences;
}
