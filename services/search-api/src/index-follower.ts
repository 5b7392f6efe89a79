import type { Change } from '@books/change-feed/change-feed';
import type { SearchEngine } from '@books/search/search-engine';
import type { BookRepository } from '@books/storage/book-repository';
import type { RatingRepository } from '@books/storage/rating-repository';

export type IndexFollowerDeps = {
  readonly engine: Pick<SearchEngine, 'upsert' | 'updateStats'>;
  readonly books: Pick<BookRepository, 'find'>;
  readonly ratings: Pick<RatingRepository, 'stats'>;
};

/** Brings the index up to date with a change, from what the store says now. Safe to repeat and in any order. */
export function createIndexFollower({ engine, books, ratings }: IndexFollowerDeps) {
  return async ({ table, key }: Change): Promise<void> => {
    const stats = await ratings.stats(key);
    if (table === 'book_stats') {
      await engine.updateStats(key, stats);
      return;
    }
    const book = await books.find(key);
    if (book !== undefined) await engine.upsert({ book, stats });
  };
}
