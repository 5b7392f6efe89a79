import type { BookId } from '@books/domain/ids';
import type { RatingStats } from '@books/domain/rating-stats';

/** What a look at one book found. */
export type BookAudit =
  /** The stats are those of the ratings. */
  | { readonly outcome: 'equal' }
  /** Ratings came in meanwhile: nothing can be said. */
  | { readonly outcome: 'changing' }
  | {
      readonly outcome: 'mismatch';
      readonly stored: RatingStats;
      /** What the ratings add up to. */
      readonly counted: RatingStats;
      /** Makes the stats those of the ratings. @returns false, with nothing changed, when ratings came in since */
      repair(): Promise<boolean>;
    };

export type BookWalk = {
  readonly bookIds: readonly BookId[];
  /** Where to go on; absent at the end. */
  readonly next?: string;
};

/** Compares the stats of books with the ratings that they are to count, a book at a time. Never on a request path. */
export type RatingAudit = {
  /**
   * The next books of a walk over all that have a record or stats; some may come twice.
   *
   * @param from what the step before gave as `next`; absent for the beginning
   * @param limit most books of a step, 1 to 1,000
   */
  walk(from: string | undefined, limit: number): Promise<BookWalk>;
  /**
   * Looks at one book. In DynamoDB a rating of the last moments may not be seen yet: only a mismatch that is found again
   * after some seconds is one.
   */
  audit(bookId: BookId): Promise<BookAudit>;
};
