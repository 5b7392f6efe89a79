import type { BookId } from '@books/domain/ids';
import type { RatingStats } from '@books/domain/rating-stats';
import { indexDocument, ratingFigures } from '@books/search/index-document';
import type { IndexedBook, SearchHit } from '@books/search/search-engine';
import { foldedKey, foldedWords } from '@books/search-index/fold';
import { splitTitle } from '@books/search-index/index-document';
import { popularityPrior } from '@books/search-index/scoring';

type Source = { readonly average: number; readonly count: number };

/** A book as it lies in OpenSearch; the fields are explained by `index-definition`. */
export type BookDocument = {
  readonly book_id: string;
  readonly title: string;
  readonly authors: readonly string[];
  readonly aside: string;
  readonly other: string;
  /** The title without its last parentheses, and the same without its article. */
  readonly title_keys: readonly string[];
  /** The whole title, and the same without its article. */
  readonly title_starts: readonly string[];
  /** For each of an author's names what begins there, and the name as it is written: see `authorStarts`. */
  readonly author_starts: readonly string[];
  /** What results are sorted by when titles are. */
  readonly title_order: string;
  readonly subject_keys: readonly string[];
  readonly isbn13s: readonly string[];
  readonly year?: number;
  readonly language?: string;
  readonly rating?: number;
  readonly ratings_count: number;
  readonly popularity: number;
  /** Factor on scores, from `popularity`. */
  readonly prior: number;
  readonly shown: {
    readonly title: string;
    readonly authors: readonly string[];
    readonly subjects: readonly string[];
    readonly source?: Source;
  };
};

/** Lucene refuses terms of more than 32,766 bytes, and nobody types so much. */
const MAX_KEY_LETTERS = 500;
const ARTICLE = /^(?:the|an?) (?=.)/;

export function bookDocument(entry: IndexedBook): BookDocument {
  const book = indexDocument(entry);
  const { main, aside } = splitTitle(book.title);
  const { title, authors, subjects, source } = book;
  return {
    book_id: book.id,
    title: foldedKey(main),
    authors: authors.map(foldedKey),
    aside: foldedKey(`${aside} ${book.series}`),
    other: foldedKey(subjects.join(' ')),
    title_keys: withAndWithoutArticle(main),
    title_starts: withAndWithoutArticle(title),
    title_order: keyOf(main),
    author_starts: [...new Set(authors.flatMap(authorStarts))],
    subject_keys: [...new Set(subjects.map((subject) => clipped(foldedKey(subject))))],
    isbn13s: book.isbn13s,
    ...(book.year !== undefined && { year: book.year }),
    ...(book.language !== undefined && { language: book.language }),
    ...ratingFields(entry.stats, source),
    shown: {
      title,
      authors,
      subjects,
      ...(source !== undefined && { source: { average: source.average, count: source.count } }),
    },
  };
}

/** The same book under new rating figures. */
export function withStats(document: BookDocument, stats: RatingStats): BookDocument {
  const { rating: _before, ...rest } = document;
  return { ...rest, ...ratingFields(stats, document.shown.source) };
}

export function searchHit(document: BookDocument): Omit<SearchHit, 'highlights'> {
  const { shown, year, language, rating, ratings_count: ratingsCount } = document;
  return {
    bookId: asBookId(document.book_id),
    title: shown.title,
    authors: shown.authors,
    subjects: shown.subjects,
    year,
    language,
    rating: rating ?? null,
    ratingsCount,
  };
}

// Ids were checked when their books were parsed; what comes out of the index went in as one.
export function asBookId(id: string): BookId {
  return id as BookId;
}

/** A text as it is looked up among keywords. */
export function keyOf(text: string): string {
  return clipped(foldedKey(text));
}

const NAME_SEPARATOR = '\t';

/** "rowling⇥J.K. Rowling", "k rowling⇥J.K. Rowling": what may be typed, and whose name it is. */
function authorStarts(name: string): string[] {
  const words = foldedWords(name).slice(0, MAX_NAMES);
  return words.map((_, i) => clipped(`${words.slice(i).join(' ')}${NAME_SEPARATOR}${name}`));
}
const MAX_NAMES = 12;

/** The name that an entry of `author_starts` belongs to. */
export function authorOfStart(start: string): string {
  return start.slice(start.indexOf(NAME_SEPARATOR) + 1);
}

function withAndWithoutArticle(title: string): string[] {
  const key = keyOf(title);
  return [...new Set([key, key.replace(ARTICLE, '')])];
}

function clipped(key: string): string {
  return key.slice(0, MAX_KEY_LETTERS).toWellFormed();
}

function ratingFields(stats: RatingStats, source: Source | undefined) {
  const known = source === undefined ? undefined : { ...source, source: '', as_of: '' };
  const { rating, ratingsCount, popularity } = ratingFigures(stats, known);
  return {
    ...(rating !== undefined && { rating }),
    ratings_count: ratingsCount,
    popularity,
    prior: popularityPrior(popularity),
  };
}
