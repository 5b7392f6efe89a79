import type { Change } from '@books/change-feed/change-feed';
import type { BookId } from '@books/domain/ids';
import type { BookWriter } from '@books/search-opensearch/book-writer';
import type { Clock } from '@books/service-kit/clock';
import type { Logger } from '@books/service-kit/logger';
import type { Store } from '@books/storage/store';
import { storedBook } from './stored-book.ts';

export type FollowChangesDeps = {
  readonly books: Pick<Store['books'], 'find' | 'changedSince'>;
  readonly ratings: Pick<Store['ratings'], 'stats'>;
  readonly writer: BookWriter;
  /** Changes before this time need not be looked for. */
  readonly seenUntil: Date;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Told after a look that every change before this time is in the index. */
  readonly onCaughtUp?: (until: Date) => void;
};

/** Keeps the index in OpenSearch as the store is. Every worker may do it: the writer orders what they write. */
export type ChangeFollowing = {
  /** Brings the index up to date with a change, from what the store says now. Safe to repeat and in any order. */
  apply(change: Change): Promise<void>;
  /** Applies changes of books that the feed may have swallowed. Never fails: what was not done is done next time. */
  catchUp(): Promise<void>;
};

/** Changes are looked for from a while before the last look: they show after a moment, and clocks differ. */
const OVERLAP_MS = 60_000;

export function followChanges(deps: FollowChangesDeps): ChangeFollowing {
  const { books, ratings, writer, clock, logger } = deps;
  let { seenUntil } = deps;

  async function takeBook(key: BookId): Promise<void> {
    await writer.bringUpToDate(key, () => storedBook(deps, key));
    const book = await books.find(key);
    if (book === undefined || book.book_id === key) return;
    // Merged into another, which has perhaps gained by it.
    await writer.bringUpToDate(book.book_id, () => storedBook(deps, book.book_id));
  }

  return {
    async apply({ table, key }) {
      if (table === 'books') await takeBook(key);
      else await writer.updateStats(key, async () => ratings.stats(key));
    },
    async catchUp() {
      const lookedAt = clock();
      try {
        for await (const key of books.changedSince(new Date(seenUntil.getTime() - OVERLAP_MS))) {
          await takeBook(key);
        }
        seenUntil = lookedAt;
        deps.onCaughtUp?.(lookedAt);
      } catch (error) {
        logger.warn({ err: error }, 'changes not caught up with');
      }
    },
  };
}
