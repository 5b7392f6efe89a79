import { parseIsbn } from '@books/domain/isbn';
import type { RatingStats } from '@books/domain/rating-stats';
import { popularityCount, shownRating } from '@books/domain/shown-rating';
import { foldedKey } from '@books/search-index/fold';
import type { IndexedBook, SearchHit } from './search-engine.ts';

/** A book with everything a query asks of it worked out once. */
export type SearchEntry = {
  readonly source: IndexedBook;
  readonly hit: SearchHit;
  /** The title without what stands in its last parentheses, folded. */
  readonly titleKey: string;
  /** Title in parentheses ("#1", "Paperback") and the series: worth less than the title's own words. */
  readonly seriesText: string;
  readonly subjectKeys: readonly string[];
  readonly isbn13s: readonly string[];
  /** How many readers know the book, see `domain/shown-rating`. */
  readonly popularity: number;
};

const LAST_PARENTHESES = /^(.*\S)\s*[([]([^()[\]]*)[)\]]\s*$/su;

/** A title as its own words and what its last parentheses hold: a series, a volume, a binding. */
export function splitTitle(title: string): { readonly main: string; readonly aside: string } {
  const parts = LAST_PARENTHESES.exec(title);
  return parts === null ? { main: title, aside: '' } : { main: parts[1]!, aside: parts[2]! };
}

export function searchEntry(source: IndexedBook): SearchEntry {
  const { book, stats } = source;
  const { main, aside } = splitTitle(book.title);
  const rating = shownRating(stats, book.source_rating);
  return {
    source,
    hit: {
      bookId: book.book_id,
      title: book.title,
      authors: book.authors.map((author) => author.author_name),
      year: book.publication_year,
      language: book.language,
      subjects: book.subjects,
      rating: rating.average,
      ratingsCount: rating.count,
    },
    titleKey: foldedKey(main),
    seriesText: `${aside} ${book.series?.name ?? ''} ${book.series?.volume ?? ''}`.trim(),
    subjectKeys: [...new Set(book.subjects.map(foldedKey))],
    isbn13s: isbn13sOf(source),
    popularity: popularityCount(stats, book.source_rating),
  };
}

/** The same entry under new rating figures. */
export function withStats(entry: SearchEntry, stats: RatingStats): SearchEntry {
  const { book } = entry.source;
  const rating = shownRating(stats, book.source_rating);
  return {
    ...entry,
    source: { book, stats },
    hit: { ...entry.hit, rating: rating.average, ratingsCount: rating.count },
    popularity: popularityCount(stats, book.source_rating),
  };
}

/** Every ISBN of a book, as ISBN-13, each once. */
export function isbn13sOf({ book }: IndexedBook): string[] {
  const fromIsbn10 = book.isbn === undefined ? undefined : parseIsbn(book.isbn);
  return [...new Set(fromIsbn10 === undefined ? book.isbn_13 : [fromIsbn10, ...book.isbn_13])];
}
