import type { BookId } from '@books/domain/ids';

/** Something in the store is newer than what was read before; the follower reads it again. */
export type Change = {
  /** `books`: the record; `book_stats`: the figures of its ratings. */
  readonly table: 'books' | 'book_stats';
  readonly key: BookId;
};

/** @param publishedAt when the change was told of, by the clock of the feed */
export type ChangeListener = (change: Change, publishedAt: Date) => Promise<void> | void;

/**
 * Tells processes what has changed, after the commit. A hint, not a record: a change may arrive twice, late or, when
 * the feed is away, never; followers catch up by other means.
 */
export type ChangeFeed = {
  /** Never throws: what could not be told is counted by the adapter. */
  publish(change: Change): Promise<void>;
  /** Calls `listener` for each change from now on, in order; the answer ends it. */
  follow(listener: ChangeListener): () => void;
};
