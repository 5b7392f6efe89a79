import type { BookId } from '@books/domain/ids';
import type { RatingStats } from '@books/domain/rating-stats';
import type { IndexedBook } from '@books/search/search-engine';

/**
 * Writes single books. Several processes may write the same book at the same time: each reads what the index has, then
 * what the store says, and writes only if nobody has written in between, else it does all of it again. So what was read
 * earlier never replaces what was read later, in whatever order the writes arrive.
 */
export type BookWriter = {
  /**
   * Makes the index have a book as the store has it.
   *
   * @param read asks the store; `undefined` when it has no such book, which is then taken out
   */
  bringUpToDate(bookId: BookId, read: () => Promise<IndexedBook | undefined>): Promise<void>;
  /** Writes new rating figures of a book; one that the index does not have is passed over. */
  updateStats(bookId: BookId, read: () => Promise<RatingStats>): Promise<void>;
};
