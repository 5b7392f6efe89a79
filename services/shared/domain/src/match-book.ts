import { authorLikeness } from './author-likeness.ts';
import type { Book } from './book.ts';
import type { ImportCandidate } from './reader-import.ts';
import { canBeSameTitle, titleLikeness } from './title-likeness.ts';

/** What a file says about a book. */
export type WantedBook = {
  readonly title?: string | undefined;
  readonly authors: readonly string[];
};

/** A book is taken without asking from this confidence on. */
export const MATCH_CONFIDENCE = 0.9;
/** By so much the best candidate must be ahead of the next one: of two that are as good, a reader chooses. */
const LEAST_LEAD = 0.03;
/** Below this a book is not even shown as a candidate. */
const LEAST_CONFIDENCE = 0.3;
const MAX_CANDIDATES = 3;

const ISBN_AND_MORE = 0.99;
const ISBN_ALONE = 0.95;
/** The author agrees, and the title half: enough unless another book has the very title. */
export const ISBN_AND_LIKE = 0.92;
const ISBN_AGAINST_TITLE = 0.6;

/** How sure it is that the file means this book, by title and author: 0 to 1. */
export function confidenceByTitle({ title, authors }: WantedBook, book: Book): number {
  if (title === undefined) return 0;
  const names = book.authors.map(({ author_name }) => author_name);
  const likeness = titleLikeness(title, book.title, book.series);
  return rounded(likeness * authorLikeness(authors, names));
}

/**
 * How sure it is that the file means the book that carries its ISBN (or id). Files and catalogues have ISBNs of other
 * books now and then, so title or author must not speak against it.
 */
export function confidenceByKey(wanted: WantedBook, book: Book): number {
  if (wanted.title === undefined) return ISBN_ALONE;
  const names = book.authors.map(({ author_name }) => author_name);
  const title = titleLikeness(wanted.title, book.title, book.series);
  const isAuthor = authorLikeness(wanted.authors, names) >= MATCH_CONFIDENCE;
  if (title >= MATCH_CONFIDENCE) return isAuthor ? ISBN_AND_MORE : ISBN_ALONE;
  // The same author, and titles as different as "Philosopher's" and "Sorcerer's Stone".
  if (isAuthor && canBeSameTitle(wanted.title, book.title, book.series)) return ISBN_AND_LIKE;
  return ISBN_AGAINST_TITLE;
}

/** The candidates worth showing, surest first, then by id; at most three. */
export function rankCandidates(candidates: readonly ImportCandidate[]): ImportCandidate[] {
  return candidates
    .filter(({ confidence }) => confidence >= LEAST_CONFIDENCE)
    .sort((a, b) => b.confidence - a.confidence || (a.bookId < b.bookId ? -1 : 1))
    .slice(0, MAX_CANDIDATES);
}

/** The candidate that is taken without asking; `undefined` when none is sure enough or two are about as good. */
export function clearWinner(ranked: readonly ImportCandidate[]): ImportCandidate | undefined {
  const [best, next] = ranked;
  if (best === undefined || best.confidence < MATCH_CONFIDENCE) return undefined;
  const lead = best.confidence - (next?.confidence ?? 0);
  return lead >= LEAST_LEAD ? best : undefined;
}

const rounded = (confidence: number) => Math.round(confidence * 1000) / 1000;
