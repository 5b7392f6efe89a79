import type { BookId } from '@books/domain/ids';
import { isSameStats, statsOf } from '@books/domain/rating-stats';
import type { DatabaseSync } from 'node:sqlite';
import type { RatingAudit } from './rating-audit.ts';
import { inTransaction, integer, text } from './sqlite-database.ts';
import { statsFromRow, statsWriter } from './sqlite-rating-rows.ts';

export function createSqliteRatingAudit(database: DatabaseSync): RatingAudit {
  const selectStats = database.prepare('SELECT * FROM book_stats WHERE book_id = ?');
  const selectStars = database.prepare('SELECT half_stars FROM ratings WHERE book_id = ?');
  const nextBooks = database.prepare(
    `SELECT book_id FROM books WHERE book_id > ?1
     UNION SELECT book_id FROM book_stats WHERE book_id > ?1
     ORDER BY book_id LIMIT ?2`,
  );
  const writeStats = statsWriter(database);

  // Nothing comes in between: each runs to its end before anything else of this process, and in one transaction.
  const compare = (bookId: BookId) => ({
    stored: statsFromRow(selectStats.get(bookId)),
    counted: statsOf(selectStars.all(bookId).map((row) => integer(row, 'half_stars') / 2)),
  });

  return {
    walk: async (from = '', limit) => {
      const rows = nextBooks.all(from, limit);
      // The ids were checked when they were written, hence the cast.
      const bookIds = rows.map((row) => text(row, 'book_id') as BookId);
      const next = bookIds.at(-1);
      return rows.length < limit || next === undefined ? { bookIds } : { bookIds, next };
    },

    audit: async (bookId) => {
      const found = inTransaction(database, () => compare(bookId));
      if (isSameStats(found.stored, found.counted)) return { outcome: 'equal' };
      return {
        outcome: 'mismatch',
        ...found,
        repair: async () =>
          inTransaction(database, () => {
            writeStats(bookId, compare(bookId).counted);
            return true;
          }),
      };
    },
  };
}
