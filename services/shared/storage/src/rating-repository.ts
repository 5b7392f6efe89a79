import type { Awaitable } from '@books/domain/awaitable';
import type { BookId, UserId } from '@books/domain/ids';
import type { Rating } from '@books/domain/rating';
import type { RatingStats } from '@books/domain/rating-stats';
import type { ImportClaim } from './import-claim.ts';
import type { Page, PageRequest } from './page.ts';

export type BookStats = { readonly bookId: BookId; readonly stats: RatingStats };

export type RateResult = {
  /** What the reader had given before; absent for a first rating. */
  readonly before?: Rating;
  /** The book's stats with this rating counted. */
  readonly stats: RatingStats;
};

export type RateGuess = {
  /** Whether the reader has not rated the book so far. */
  readonly isFirst: boolean;
};

/**
 * Ratings and what they add up to. A rating and its book's stats change in one transaction, so stats equal the
 * ratings at every moment. Writing the same rating again changes nothing but its time.
 */
export type RatingRepository = {
  /**
   * Stores a first rating or replaces the reader's earlier one. That the book exists is the caller's check.
   *
   * @param guess what the caller believes: a right one saves a read of the store, a wrong one costs a try
   */
  rate(rating: Rating, guess?: RateGuess): Promise<RateResult>;
  /** Takes a rating away; returns it, or `undefined` when there was none. */
  remove(userId: UserId, bookId: BookId): Promise<Rating | undefined>;
  /**
   * Makes changes to a reader's ratings, each only if its condition holds. All are made or, when it throws, perhaps some:
   * repeating them must do no harm.
   *
   * @param changes of different books
   * @param claim on whose behalf: an import that must be as it was when it was read
   * @returns of each change whether it was made
   * @throws DomainError conflict when the import has changed: whoever works on it lags behind another
   */
  changeManyIf(
    userId: UserId,
    changes: readonly RatingChangeIf[],
    claim?: ImportClaim,
  ): Promise<readonly boolean[]>;
  find(userId: UserId, bookId: BookId): Promise<Rating | undefined>;
  /** A reader's ratings of these books; books without one are missing from the map. */
  findMany(userId: UserId, bookIds: readonly BookId[]): Promise<ReadonlyMap<BookId, Rating>>;
  /** A reader's ratings, newest first, same times by falling book id. @throws DomainError invalid_request for a foreign cursor */
  listByUser(userId: UserId, page: PageRequest): Promise<Page<Rating>>;
  countByUser(userId: UserId): Promise<number>;
  /** A book's ratings, newest first, same times by falling user id. @throws DomainError invalid_request for a foreign cursor */
  listByBook(bookId: BookId, page: PageRequest): Promise<Page<Rating>>;
  /** Stats of one book; zeros for a book nobody has rated. At once where they are in memory. */
  stats(bookId: BookId): Awaitable<RatingStats>;
  /** Stats of several books; every id asked for is there, with zeros where nobody has rated. */
  statsOf(bookIds: readonly BookId[]): Promise<ReadonlyMap<BookId, RatingStats>>;
  /** Stats of every rated book, in no particular order. For building indexes, never on a request path. */
  allStats(): AsyncIterable<BookStats>;
  /** Every rating, in no particular order. For snapshots and audits, never on a request path. */
  all(): AsyncIterable<Rating>;
  /**
   * {@link all} by parts, of any size and perhaps empty, for those who want to go on where they were interrupted.
   *
   * @param after the cursor of a part: those that came after it are read, as they are now. All when absent.
   */
  parts(after?: string): AsyncIterable<RatingPart>;
};

/** A change of what a reader has given to a book, if that is as it should be at that very moment. */
export type RatingChangeIf = {
  readonly bookId: BookId;
  /** `undefined` for no rating. */
  readonly after: Rating | undefined;
  readonly condition: (before: Rating | undefined) => boolean;
};

export type RatingPart = {
  readonly ratings: readonly Rating[];
  /** Good for the store that gave it, as long as it lasts. */
  readonly cursor: string;
};
