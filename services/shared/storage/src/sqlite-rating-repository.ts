import type { DatabaseSync } from 'node:sqlite';
import { setImmediate } from 'node:timers/promises';
import type { BookId, UserId } from '@books/domain/ids';
import type { Rating } from '@books/domain/rating';
import { applyRatingChange, type RatingStats } from '@books/domain/rating-stats';
import { decodeCursor, encodeCursor } from './cursor.ts';
import type { Page, PageRequest } from './page.ts';
import { createSqliteClaimGuard } from './sqlite-claim-guard.ts';
import type { RatingPart, RateResult, RatingRepository } from './rating-repository.ts';
import { integer, text, type Row } from './sqlite-database.ts';
import { inTransactionSyncedLater, type UntilOnDisk } from './sqlite-durability.ts';
import type { ForeignChanges } from './sqlite-row-memo.ts';
import { ratingFromRow, statsFromRow, statsReader, statsWriter } from './sqlite-rating-rows.ts';

/** Rows read at a time by `parts`, so that no cursor stays open while others write. */
const EXPORT_CHUNK_ROWS = 10_000;

// Beyond every time and every id: where a list by falling time begins.
const LIST_START: readonly [number, string] = [Number.MAX_SAFE_INTEGER, '\u{10FFFF}'];

/** Reader and book of the last rating that was exported. */
type ExportPosition = readonly [userId: string, bookId: string];
const EXPORT_START: ExportPosition = ['', ''];

// A cursor is text that `parts` wrote and only processes of ours have held.
function lastOf(cursor: string): ExportPosition {
  return JSON.parse(cursor) as ExportPosition;
}

export function createSqliteRatingRepository(
  database: DatabaseSync,
  {
    foreignChanges,
    refuseErased,
    untilOnDisk,
  }: {
    readonly foreignChanges: ForeignChanges;
    readonly refuseErased: (userId: UserId) => void;
    readonly untilOnDisk: UntilOnDisk;
  },
): RatingRepository {
  const select = database.prepare('SELECT * FROM ratings WHERE user_id = ? AND book_id = ?');
  const upsert = database.prepare(
    'INSERT OR REPLACE INTO ratings (user_id, book_id, half_stars, rated_at) VALUES (?, ?, ?, ?)',
  );
  const remove = database.prepare('DELETE FROM ratings WHERE user_id = ? AND book_id = ?');
  const countByUser = database.prepare('SELECT count(*) AS n FROM ratings WHERE user_id = ?');
  const listByUser = database.prepare(
    `SELECT * FROM ratings WHERE user_id = ? AND (rated_at, book_id) < (?, ?)
     ORDER BY rated_at DESC, book_id DESC LIMIT ?`,
  );
  const listByBook = database.prepare(
    `SELECT * FROM ratings WHERE book_id = ? AND (rated_at, user_id) < (?, ?)
     ORDER BY rated_at DESC, user_id DESC LIMIT ?`,
  );
  const exportChunk = database.prepare(
    'SELECT * FROM ratings WHERE (user_id, book_id) > (?, ?) ORDER BY user_id, book_id LIMIT ?',
  );
  const exportStatsChunk = database.prepare(
    'SELECT * FROM book_stats WHERE book_id > ? ORDER BY book_id LIMIT ?',
  );
  const requireClaim = createSqliteClaimGuard(database);
  const readStats = statsReader(database, foreignChanges);
  const writeStats = statsWriter(database);

  const find = (userId: UserId, bookId: BookId): Rating | undefined => {
    const row = select.get(userId, bookId);
    return row && ratingFromRow(row);
  };

  /** Counts the change in the book's stats and returns them. Only inside a transaction. */
  const countChange = (bookId: BookId, before?: Rating, after?: Rating): RatingStats => {
    const stats = applyRatingChange(readStats(bookId), {
      before: before?.stars,
      after: after?.stars,
    });
    writeStats(bookId, stats);
    return stats;
  };

  /** Makes `after` the rating, `undefined` for none, and counts it. Only inside a transaction. */
  const change = (userId: UserId, bookId: BookId, before?: Rating, after?: Rating): RatingStats => {
    if (after === undefined) remove.run(userId, bookId);
    else {
      refuseErased(userId);
      upsert.run(userId, bookId, after.stars * 2, after.ratedAt.getTime());
    }
    return countChange(bookId, before, after);
  };

  /** Runs a change as one transaction, which is on disk when this is fulfilled. */
  const durably = async <T>(work: () => T): Promise<T> => {
    const result = inTransactionSyncedLater(database, work);
    await untilOnDisk();
    return result;
  };

  const parts = async function* (after?: string): AsyncIterable<RatingPart> {
    let last = after === undefined ? EXPORT_START : lastOf(after);
    for (;;) {
      const ratings = exportChunk.all(...last, EXPORT_CHUNK_ROWS).map(ratingFromRow);
      const end = ratings.at(-1);
      if (end !== undefined) last = [end.userId, end.bookId];
      yield { ratings, cursor: JSON.stringify(last) };
      if (ratings.length < EXPORT_CHUNK_ROWS) return;
      // Nothing above waits for anything, so requests would have to wait for the whole export.
      await setImmediate();
    }
  };

  return {
    rate: (rating) =>
      durably((): RateResult => {
        const before = find(rating.userId, rating.bookId);
        const stats = change(rating.userId, rating.bookId, before, rating);
        return before === undefined ? { stats } : { before, stats };
      }),

    remove: (userId, bookId) =>
      durably(() => {
        const before = find(userId, bookId);
        if (before !== undefined) change(userId, bookId, before);
        return before;
      }),

    changeManyIf: (userId, wanted, claim) =>
      durably(() => {
        if (claim) requireClaim(userId, claim);
        return wanted.map(({ bookId, after, condition }) => {
          const before = find(userId, bookId);
          if (!condition(before)) return false;
          if (before !== undefined || after !== undefined) change(userId, bookId, before, after);
          return true;
        });
      }),

    find: async (userId, bookId) => find(userId, bookId),

    findMany: async (userId, bookIds) => {
      const ratings = bookIds.flatMap((bookId) => find(userId, bookId) ?? []);
      return new Map(ratings.map((rating) => [rating.bookId, rating]));
    },

    listByUser: async (userId, page) =>
      pageOf(
        page,
        (rating) => rating.bookId,
        (at, id, limit) => listByUser.all(userId, at, id, limit),
      ),

    countByUser: async (userId) => integer(countByUser.get(userId), 'n'),

    listByBook: async (bookId, page) =>
      pageOf(
        page,
        (rating) => rating.userId,
        (at, id, limit) => listByBook.all(bookId, at, id, limit),
      ),

    stats: readStats,

    statsOf: async (bookIds) => new Map(bookIds.map((bookId) => [bookId, readStats(bookId)])),

    async *allStats() {
      let last = '';
      for (;;) {
        const rows = exportStatsChunk.all(last, EXPORT_CHUNK_ROWS);
        for (const row of rows) {
          last = text(row, 'book_id');
          const stats = statsFromRow(row);
          // The row stays when the last rating of a book is taken away. The id was checked when it was written.
          if (stats.count > 0) yield { bookId: last as BookId, stats };
        }
        if (rows.length < EXPORT_CHUNK_ROWS) return;
        await setImmediate();
      }
    },

    async *all() {
      for await (const { ratings } of parts()) yield* ratings;
    },
    parts,
  };
}

/** One page of a list by falling time; one row more than asked for tells whether another page follows. */
function pageOf(
  { limit, cursor }: PageRequest,
  idOf: (rating: Rating) => string,
  readRows: (ratedAt: number, id: string, limit: number) => Row[],
): Page<Rating> {
  const [ratedAt, id] = cursor === undefined ? LIST_START : decodeCursor(cursor);
  const ratings = readRows(ratedAt, id, limit + 1).map(ratingFromRow);
  const items = ratings.slice(0, limit);
  const last = items.at(-1);
  if (ratings.length <= limit || last === undefined) return { items };
  return { items, nextCursor: encodeCursor([last.ratedAt.getTime(), idOf(last)]) };
}
