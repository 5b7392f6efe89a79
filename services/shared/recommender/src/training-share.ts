import { emptyCandidates, type Candidates } from './item-candidates.ts';
import type { ItemRidgeParameters } from './item-ridge-parameters.ts';
import { emptyLinkWeights, type LinkWeights } from './item-ridge-solver.ts';
import { bookCount, type RatingMatrix, type RatingNumbers } from './rating-matrix.ts';

/** Books that a thread takes at a time: few enough that all threads end together. */
const CHUNK = 64;

/** Memory that all threads of a training see. Each book has places of its own, so no two write the same. */
export type TrainingShare = {
  readonly matrix: RatingNumbers;
  readonly candidates: Candidates;
  readonly weights: LinkWeights;
  /** The next book that nobody has taken, in place 0. */
  readonly cursor: Int32Array;
};

export type TrainingOrder =
  | { readonly task: 'candidates' }
  | { readonly task: 'solve'; readonly parameters: ItemRidgeParameters };

/** What a thread says: books done since it last said so, and whether the order is done. */
export type TrainingReport = { readonly done: number; readonly isFinished?: boolean };

/** @param width links that a model may have to a book, at most */
export function createTrainingShare(matrix: RatingMatrix, width: number): TrainingShare {
  const candidates = emptyCandidates(matrix, width);
  return {
    // Without the table of books, which threads would have to copy.
    matrix: {
      userKeys: matrix.userKeys,
      userStarts: matrix.userStarts,
      userBooks: matrix.userBooks,
      userHalfStars: matrix.userHalfStars,
      bookStarts: matrix.bookStarts,
      bookUsers: matrix.bookUsers,
      bookHalfStars: matrix.bookHalfStars,
    },
    candidates,
    weights: emptyLinkWeights(candidates),
    cursor: new Int32Array(new SharedArrayBuffer(4)),
  };
}

/** Takes chunks of books until there are none left; who takes which does not change the outcome. */
export function runChunks(
  { matrix, cursor }: TrainingShare,
  work: (from: number, to: number) => void,
  report: (done: number) => void,
): void {
  const total = bookCount(matrix);
  for (;;) {
    const from = Atomics.add(cursor, 0, CHUNK);
    if (from >= total) return;
    const to = Math.min(from + CHUNK, total);
    work(from, to);
    report(to - from);
  }
}
