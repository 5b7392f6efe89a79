import type { TestReader } from './holdout.ts';
import { createRandom } from './random.ts';
import { bookCount, type RatingMatrix } from './rating-matrix.ts';
import { createScoreBoard, drainBest } from './score-board.ts';
import type { Scorer } from './scorer.ts';
import type { RowRanker } from './row-ranking.ts';

/** Readers of whom only a few ratings are known, each as many as another: what newcomers look like. */
export type ShortReaders = {
  readonly readers: readonly TestReader[];
  /** How many ratings of each are known, from 1. */
  readonly lengths: readonly number[];
  /** Positions of the known ratings in the rows of the matrix, by row. */
  readonly positionsByRow: ReadonlyMap<number, Uint32Array>;
};

/** Leaves each reader 1, 2, ... `maxLength`, 1, 2, ... ratings, or all of a row with fewer, drawn at random. */
export function shortenProfiles(
  matrix: RatingMatrix,
  readers: readonly TestReader[],
  { maxLength, seed }: { readonly maxLength: number; readonly seed: number },
): ShortReaders {
  const random = createRandom(seed);
  const positionsByRow = new Map<number, Uint32Array>();
  const lengths = readers.map(({ row }, n) => {
    const start = matrix.userStarts[row]!;
    const all = Uint32Array.from(
      { length: matrix.userStarts[row + 1]! - start },
      (_, i) => start + i,
    );
    const length = Math.min(all.length, 1 + (n % maxLength));
    for (let i = 0; i < length; i += 1) {
      const chosen = i + Math.floor(random() * (all.length - i));
      [all[i], all[chosen]] = [all[chosen]!, all[i]!];
    }
    positionsByRow.set(row, all.slice(0, length));
    return length;
  });
  return { readers, lengths, positionsByRow };
}

/** As `rankRows`, with only the known ratings as the profile; none of the reader's ratings is ranked, known or not. */
export function rankShortProfiles(
  matrix: RatingMatrix,
  scorer: Scorer,
  { positionsByRow }: Pick<ShortReaders, 'positionsByRow'>,
): RowRanker {
  const { userStarts, userBooks, userHalfStars } = matrix;
  const board = createScoreBoard(bookCount(matrix));
  return (row, limit) => {
    const positions = positionsByRow.get(row)!;
    const profile = {
      books: positions.map((at) => userBooks[at]!),
      stars: Float64Array.from(positions, (at) => userHalfStars[at]! / 2),
    };
    scorer.score(profile, board, row);
    for (let i = userStarts[row]!; i < userStarts[row + 1]!; i += 1) {
      board.scores[userBooks[i]!] = 0;
    }
    return drainBest(board, limit).indexes;
  };
}
