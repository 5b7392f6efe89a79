import type { TestReader } from './holdout.ts';
import { ndcgAt, recallAt } from './metrics.ts';
import { bookCount, type RatingMatrix } from './rating-matrix.ts';
import { createScoreBoard, drainBest } from './score-board.ts';
import type { Scorer } from './scorer.ts';

/** Ranks books for the reader of a row, best first, without those of the row. */
export type RowRanker = (row: number, limit: number) => Uint32Array;

/** All books ranked by an algorithm, with the reader's row as the profile, in full. */
export function rankRows(matrix: RatingMatrix, scorer: Scorer): RowRanker {
  const board = createScoreBoard(bookCount(matrix));
  return (row, limit) => {
    const start = matrix.userStarts[row]!;
    const end = matrix.userStarts[row + 1]!;
    const books = matrix.userBooks.subarray(start, end);
    const halfStars = matrix.userHalfStars.subarray(start, end);
    scorer.score({ books, stars: Float64Array.from(halfStars, (half) => half / 2) }, board, row);
    for (const book of books) board.scores[book] = 0;
    return drainBest(board, limit).indexes;
  };
}

/** A list for everybody, best first. */
export function rankRowsAlike(matrix: RatingMatrix, ranked: Uint32Array): RowRanker {
  return (row, limit) => {
    const own = new Set(
      matrix.userBooks.subarray(matrix.userStarts[row], matrix.userStarts[row + 1]),
    );
    const best: number[] = [];
    for (const book of ranked) {
      if (best.length === limit) break;
      if (!own.has(book)) best.push(book);
    }
    return Uint32Array.from(best);
  };
}

/** The list of the first ranker; where it has fewer books than asked for, those of the next follow. */
export function rankRowsInTurn(...rankers: readonly RowRanker[]): RowRanker {
  return (row, limit) => {
    const taken = new Set<number>();
    for (const rank of rankers) {
      // As many as are asked for hold enough that are not taken.
      for (const book of rank(row, limit)) if (taken.size < limit) taken.add(book);
      if (taken.size === limit) break;
    }
    return Uint32Array.from(taken);
  };
}

/** Length of the list that readers are shown in evaluations. */
export const EVALUATION_LIMIT = 20;

/** Recall plus NDCG of the first {@link EVALUATION_LIMIT} books of each reader: what tuning raises, 0 to 2. */
export function rateRanking(readers: readonly TestReader[], rank: RowRanker): Float64Array {
  return Float64Array.from(readers, ({ row, relevant, relevantCount }) => {
    const ranked = rank(row, EVALUATION_LIMIT);
    return (
      recallAt(EVALUATION_LIMIT, ranked, relevant, relevantCount) +
      ndcgAt(EVALUATION_LIMIT, ranked, relevant, relevantCount)
    );
  });
}
