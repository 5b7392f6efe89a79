import type { DatabaseSync } from 'node:sqlite';
import { STAR_STEPS, starStep } from '@books/domain/star-steps';
import type { BookId } from '@books/domain/ids';
import type { RatingStats } from '@books/domain/rating-stats';
import { LAST_LOAD, UNFINISHED_LOAD, type BulkLoader } from './bulk-loader.ts';
import { bookWriter } from './sqlite-book-repository.ts';
import {
  DROP_RATING_INDEXES,
  inTransaction,
  integer,
  RATING_INDEXES,
  text,
} from './sqlite-database.ts';
import { statsWriter } from './sqlite-rating-rows.ts';

export function createSqliteBulkLoader(database: DatabaseSync): BulkLoader {
  const writer = bookWriter(database);
  const writeStats = statsWriter(database);
  const insertRating = database.prepare(
    'INSERT OR REPLACE INTO ratings (user_id, book_id, half_stars, rated_at) VALUES (?, ?, ?, ?)',
  );
  const anyRow = database.prepare(
    'SELECT EXISTS (SELECT 1 FROM books) OR EXISTS (SELECT 1 FROM ratings) AS found',
  );

  const noteUnfinished = database.prepare(
    `INSERT OR IGNORE INTO system (id, value, version) VALUES ('${UNFINISHED_LOAD}', 'true', 1)`,
  );
  const noteFinished = `
    DELETE FROM system WHERE id = '${UNFINISHED_LOAD}';
    INSERT OR REPLACE INTO system (id, value, version)
    VALUES ('${LAST_LOAD}', json_object('finishedAtMs', CAST(unixepoch('subsec') * 1000 AS INTEGER)), 1);
  `;

  return {
    isEmpty: async () => integer(anyRow.get(), 'found') === 0,

    clear: async () =>
      inTransaction(database, () => {
        database.exec(
          `DELETE FROM ratings; DELETE FROM book_stats; DELETE FROM book_keys; DELETE FROM books;
           DELETE FROM book_changes;`,
        );
      }),

    putBooks: async (books) =>
      inTransaction(database, () => {
        noteUnfinished.run();
        for (const book of books) writer.write(book);
      }),

    putAliases: async (aliases) =>
      inTransaction(database, () => {
        noteUnfinished.run();
        for (const { from, to } of aliases) writer.writeAlias(from, to);
      }),

    putRatings: async (ratings) =>
      inTransaction(database, () => {
        noteUnfinished.run();
        // Filled row by row, the two indexes cost more than the table; `finish` writes them in one go.
        database.exec(DROP_RATING_INDEXES);
        for (const { userId, bookId, stars, ratedAt } of ratings) {
          insertRating.run(userId, bookId, stars * 2, ratedAt.getTime());
        }
      }),

    finish: async () =>
      inTransaction(database, () => {
        database.exec(`${RATING_INDEXES} DELETE FROM book_stats;`);
        for (const [bookId, stats] of countStoredRatings(database)) writeStats(bookId, stats);
        database.exec(noteFinished);
      }),
  };
}

/** The stats of every rated book, counted by the database. */
function countStoredRatings(database: DatabaseSync): Map<BookId, RatingStats> {
  const rows = database
    .prepare('SELECT book_id, half_stars, count(*) AS n FROM ratings GROUP BY book_id, half_stars')
    .all();
  const statsByBook = new Map<
    BookId,
    { count: number; halfStarSum: number; histogram: number[] }
  >();
  for (const row of rows) {
    const bookId = text(row, 'book_id') as BookId;
    const halfStars = integer(row, 'half_stars');
    const n = integer(row, 'n');
    let stats = statsByBook.get(bookId);
    if (stats === undefined) {
      stats = { count: 0, halfStarSum: 0, histogram: STAR_STEPS.map(() => 0) };
      statsByBook.set(bookId, stats);
    }
    stats.count += n;
    stats.halfStarSum += n * halfStars;
    stats.histogram[starStep(halfStars / 2)]! += n;
  }
  return statsByBook;
}
