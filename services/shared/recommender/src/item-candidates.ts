import { fetchRowStarts } from './fetch-ahead.ts';
import { bookCount, userCount, type RatingNumbers } from './rating-matrix.ts';
import { addPositiveConstant, createScoreBoard, drainBest } from './score-board.ts';
import { sharedUint32 } from './shared-arrays.ts';

/**
 * For every book the books that its readers read most, best first: those of book `i` are the `counts[i]` first places
 * from `i * width` on.
 */
export type Candidates = {
  /** How many a book may have, and there is room for; those of few readers have fewer. */
  readonly width: number;
  readonly counts: Uint32Array;
  readonly books: Uint32Array;
};

/** A list of n books counts n^-0.5 for each pair in it. */
const ACTIVITY_DAMPING = 0.5;
/** A candidate of n readers is divided by n^0.5: what everybody has read is nobody's neighbour. */
const POPULARITY_DAMPING = 0.5;
/**
 * Of a longer list only this many books, evenly spread, make pairs: pairs grow with the square of a list, and
 * one reader of ten thousand books would cost more than ten thousand readers of ten.
 */
const MAX_LIST_LENGTH = 500;

const LEAST_CANDIDATES = 20;
/** On goodbooks-10k more of them gain nothing, half as many lose. */
const CANDIDATES_PER_READER = 0.5;

/**
 * How many candidates a book of so many readers may have, whatever the width: a regression that has more of them than it has
 * readers to learn from gains little by them, and its cost grows with their third power.
 */
function mostCandidates(readers: number): number {
  return LEAST_CANDIDATES + Math.ceil(readers * CANDIDATES_PER_READER);
}

export function emptyCandidates(matrix: RatingNumbers, width: number): Candidates {
  const books = bookCount(matrix);
  return { width, counts: sharedUint32(books), books: sharedUint32(books * width) };
}

/** Fills in the candidates of a range of books. Made once, for many ranges. */
export function createCandidateSearch(matrix: RatingNumbers) {
  const { bookStarts, bookUsers, userStarts, userBooks } = matrix;
  const readerWeights = new Float64Array(userCount(matrix));
  for (let user = 0; user < readerWeights.length; user += 1) {
    readerWeights[user] = (userStarts[user + 1]! - userStarts[user]!) ** -ACTIVITY_DAMPING;
  }
  const bookWeights = new Float64Array(bookCount(matrix));
  for (let book = 0; book < bookWeights.length; book += 1) {
    bookWeights[book] = (bookStarts[book + 1]! - bookStarts[book]!) ** -POPULARITY_DAMPING;
  }
  const board = createScoreBoard(bookCount(matrix));

  return (from: number, to: number, candidates: Candidates): void => {
    for (let target = from; target < to; target += 1) {
      const users = bookUsers.subarray(bookStarts[target], bookStarts[target + 1]);
      fetchRowStarts(users, userStarts, userBooks);
      for (let n = 0; n < users.length; n += 1) {
        const user = users[n]!;
        const start = userStarts[user]!;
        const length = userStarts[user + 1]! - start;
        const step = Math.max(1, Math.ceil(length / MAX_LIST_LENGTH));
        // Each book of a long list begins elsewhere, so that every pair has its chance.
        const first = start + (target % step);
        const weight = readerWeights[user]! * step;
        addPositiveConstant(board, userBooks, first, start + length, step, weight);
      }
      board.scores[target] = 0;
      const limit = Math.min(candidates.width, mostCandidates(users.length));
      const best = drainBest(board, limit, { factors: bookWeights });
      candidates.counts[target] = best.indexes.length;
      candidates.books.set(best.indexes, target * candidates.width);
    }
  };
}
