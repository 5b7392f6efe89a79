import type { BookId } from '@books/domain/ids';
import type { NotInterested } from '@books/domain/not-interested';
import { foldedKey } from '@books/search-index/fold';
import type { ListedBook } from './listed-book.ts';

/** What a list is narrowed to by its request. */
export type ListFilters = {
  readonly language?: string | undefined;
  readonly subject?: readonly string[] | undefined;
  readonly min_year?: number | undefined;
  readonly max_year?: number | undefined;
};

/** Tells whether a book may appear in a list. */
export type BookRule = (book: ListedBook) => boolean;

/** Allows what meets all filters; a book that does not say its year or language does not meet a filter on it. */
export function meetsFilters({
  language,
  subject = [],
  min_year,
  max_year,
}: ListFilters): BookRule {
  const wantedLanguage = language?.toLowerCase();
  const wantedSubjects = subject.map(foldedKey);
  return (book) =>
    (wantedLanguage === undefined || book.language === wantedLanguage) &&
    wantedSubjects.every((key) => book.subjectKeys.has(key)) &&
    (min_year === undefined || (book.year !== undefined && book.year >= min_year)) &&
    (max_year === undefined || (book.year !== undefined && book.year <= max_year));
}

/**
 * Allows what a reader has not said to be uninterested in.
 *
 * @param find the book that an id leads to, which may have another one by now
 */
export function isOfInterest(
  entries: readonly NotInterested[],
  find: (bookId: BookId) => ListedBook | undefined,
): BookRule {
  const idsOf = (scope: NotInterested['scope']) =>
    entries.filter((entry) => entry.scope === scope).map((entry) => entry.id);
  const books = new Set<string>(
    idsOf('book').flatMap((id) => [id, find(id as BookId)?.bookId ?? id]),
  );
  const authors = new Set(idsOf('author').flatMap((id) => [id, foldedKey(id)]));
  const series = new Set(idsOf('series').map(foldedKey));
  const subjects = new Set(idsOf('subject').map(foldedKey));
  return (book) =>
    !books.has(book.bookId) &&
    book.authorKeys.isDisjointFrom(authors) &&
    book.subjectKeys.isDisjointFrom(subjects) &&
    !(book.seriesName !== undefined && series.has(book.seriesName));
}
