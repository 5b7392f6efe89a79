import type { Change } from '@books/change-feed/change-feed';
import type { SearchEngine } from '@books/search/search-engine';
import type { BookRepository } from '@books/storage/book-repository';
import type { RatingRepository } from '@books/storage/rating-repository';

export type IndexFollowerDeps = {
  readonly engine: Pick<SearchEngine, 'upsert' | 'remove' | 'updateStats'>;
  readonly books: Pick<BookRepository, 'find'>;
  readonly ratings: Pick<RatingRepository, 'stats'>;
};

/** Brings the index up to date with a change, from what the store says now. Safe to repeat and in any order. */
export function createIndexFollower(deps: IndexFollowerDeps) {
  return async (change: Change): Promise<void> => (await readChange(deps, change))();
}

/** Reads what the store says now of what has changed; what it gives back writes that to the index. */
export async function readChange(
  { engine, books, ratings }: IndexFollowerDeps,
  { table, key }: Change,
): Promise<() => Promise<void>> {
  if (table === 'book_stats') {
    const stats = await ratings.stats(key);
    return () => engine.updateStats(key, stats);
  }
  const book = await books.find(key);
  if (book === undefined) return async () => {};
  const stats = await ratings.stats(book.book_id);
  return async () => {
    // Merged into this one, under whose id it goes on.
    if (book.book_id !== key) await engine.remove(key);
    await engine.upsert({ book, stats });
  };
}
