import type { IndexedProfile } from './indexed-profile.ts';
import type { ScoreBoard } from './score-board.ts';

/** What an algorithm says about some books it has scored; position n speaks of the n-th book. Arrays may be longer. */
export type Evidence = {
  /** Stars that the reader may give, 1 to 5. */
  readonly predictedStars: Float64Array;
  /** 0 to 1. */
  readonly confidences: Float64Array;
  /**
   * How much of the score of book n came from rating m of the profile, at n x (length of the profile) + m. The
   * addends of a book sum up to its score.
   */
  readonly addends: Float64Array;
};

/** An algorithm in numbers instead of ids. Not reentrant: it reuses its memory. */
export type Scorer = {
  /**
   * Adds a score to every book that the algorithm has an opinion on, those of the profile included.
   *
   * @param board empty
   * @param ownRow the reader's row in the matrix, which is left out; -1 for none
   * @returns tells why some of these books were scored so; good until the next call of `score`
   */
  score(
    profile: IndexedProfile,
    board: ScoreBoard,
    ownRow: number,
  ): (books: Uint32Array) => Evidence;
};
