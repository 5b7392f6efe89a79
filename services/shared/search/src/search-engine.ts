import type { Book } from '@books/domain/book';
import type { BookId } from '@books/domain/ids';
import type { RatingStats } from '@books/domain/rating-stats';
import type { Facet, SearchFilters, Sort } from '@books/domain/search';

/** What to look for. At least one of `text`, `title`, `author` and `filters` says something. */
export type SearchRequest = {
  /**
   * Words of titles, authors, series and subjects in any order, as a reader typed them. Engines may also take
   * `"phrases"` and `-words`.
   */
  readonly text?: string;
  /** Words of the title. */
  readonly title?: string;
  /** Words of an author's name. */
  readonly author?: string;
  readonly filters: SearchFilters;
  readonly sort: Sort;
  readonly facets: readonly Facet[];
  /** Results wanted, 1 to 100. */
  readonly limit: number;
  /** Results to pass over, 0 to 1,000. */
  readonly offset: number;
};

export type SearchHit = {
  readonly bookId: BookId;
  readonly title: string;
  readonly authors: readonly string[];
  readonly year: number | undefined;
  readonly language: string | undefined;
  readonly subjects: readonly string[];
  /** Mean stars as shown to readers (see `domain/shown-rating`), null when unrated. */
  readonly rating: number | null;
  /** How many ratings `rating` is the mean of. */
  readonly ratingsCount: number;
  /** Where the words that were found stand; given by engines that can tell. */
  readonly highlights?: Highlights;
};

/** Letters `[from, to)` of a text, in UTF-16 code units. */
export type TextRange = readonly [from: number, to: number];

export type Highlights = {
  readonly title: readonly TextRange[];
  /** For each author in turn. */
  readonly authors: readonly (readonly TextRange[])[];
};

/** Values that a facet lists at most. */
export const MAX_FACET_VALUES = 100;

export type FacetCount = { readonly value: string; readonly count: number };

export type SearchAnswer = {
  /** Exact number of matches before paging. */
  readonly total: number;
  readonly hits: readonly SearchHit[];
  /**
   * Counts for each facet asked for, largest first, at most {@link MAX_FACET_VALUES}; a facet is not narrowed by
   * its own filter.
   */
  readonly facets: Partial<Record<Facet, readonly FacetCount[]>>;
  /** The query that was answered, when words had to be corrected. */
  readonly correctedQuery?: string;
  /** Words of the query that no result has, when words had to be dropped. */
  readonly dropped?: readonly string[];
};

export type TitleHit = { readonly bookId: BookId; readonly title: string };

/** `book` carries a title and the id to open; `author` carries a name to search for. */
export type Suggestion =
  | { readonly kind: 'book'; readonly text: string; readonly bookId: BookId }
  | { readonly kind: 'author'; readonly text: string };

/** A book as the index takes it: the record and the ratings given on this platform. */
export type IndexedBook = { readonly book: Book; readonly stats: RatingStats };

export type SearchEngineStatus = {
  readonly version: string;
  readonly books: number;
  /** Books that were added or changed since the index was built; told by engines that keep them apart. */
  readonly deltaSize?: number;
  /** When the store was read for the index; everything that is newer came as a change. */
  readonly builtAt?: Date;
};

/** Finds books. Every method answers from what was indexed; none throws for odd input. */
export type SearchEngine = {
  search(request: SearchRequest): Promise<SearchAnswer>;
  /** Titles that begin with `prefix` after folding (a leading "The", "A" or "An" may be left out), most popular first. */
  titlesByPrefix(prefix: string, limit: number): Promise<readonly TitleHit[]>;
  /** Titles and authors for what has been typed so far, best first. */
  suggest(text: string, limit: number): Promise<readonly Suggestion[]>;
  /** Adds a book or replaces the one with its id; found by the next search. */
  upsert(entry: IndexedBook): Promise<void>;
  /** Takes a book out, such as one that was merged into another; unknown ids are ignored. */
  remove(bookId: BookId): Promise<void>;
  /** Takes over new rating figures of a book; unknown ids are ignored. */
  updateStats(bookId: BookId, stats: RatingStats): Promise<void>;
  status(): SearchEngineStatus;
};
