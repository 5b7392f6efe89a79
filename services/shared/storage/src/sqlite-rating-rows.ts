import type { BookId, UserId } from '@books/domain/ids';
import type { Rating } from '@books/domain/rating';
import { NO_RATINGS, type RatingStats } from '@books/domain/rating-stats';
import type { DatabaseSync } from 'node:sqlite';
import { integer, text, type Row } from './sqlite-database.ts';
import { createRowMemo, type ForeignChanges } from './sqlite-row-memo.ts';

/** Stats whose objects are kept. */
const KEPT_STATS = 2000;

/** A row of `ratings`. Its ids were checked when they were written, hence the two casts. */
export function ratingFromRow(row: Row): Rating {
  return {
    userId: text(row, 'user_id') as UserId,
    bookId: text(row, 'book_id') as BookId,
    stars: integer(row, 'half_stars') / 2,
    ratedAt: new Date(integer(row, 'rated_at')),
  };
}

/** A row of `book_stats`; an absent one is a book without ratings. */
export function statsFromRow(row: Row | undefined): RatingStats {
  if (row === undefined) return NO_RATINGS;
  return {
    count: integer(row, 'count'),
    halfStarSum: integer(row, 'half_star_sum'),
    histogram: text(row, 'histogram').split(',').map(Number),
  };
}

/** A function that reads the stats of a book; the same object again while they stay the same. */
export function statsReader(
  database: DatabaseSync,
  foreignChanges: ForeignChanges,
): (bookId: BookId) => RatingStats {
  const read = createRowMemo({
    database,
    foreignChanges,
    table: 'book_stats',
    key: 'book_id',
    expression: `count || ',' || half_star_sum || ',' || histogram`,
    parse: parseFigures,
    maxEntries: KEPT_STATS,
  });
  return (bookId) => read(bookId) ?? NO_RATINGS;
}

function parseFigures(figures: string): RatingStats {
  const [count = 0, halfStarSum = 0, ...histogram] = figures.split(',').map(Number);
  return { count, halfStarSum, histogram };
}

/** A function that writes the stats of a book. */
export function statsWriter(database: DatabaseSync): (bookId: BookId, stats: RatingStats) => void {
  const write = database.prepare(
    'INSERT OR REPLACE INTO book_stats (book_id, count, half_star_sum, histogram) VALUES (?, ?, ?, ?)',
  );
  return (bookId, stats) => {
    write.run(bookId, stats.count, stats.halfStarSum, stats.histogram.join(','));
  };
}
