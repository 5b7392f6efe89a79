import { createBlendScorer } from './blend.ts';
import { DEFAULT_CHOICE } from './choice.ts';
import { bookCount, type RatingMatrix } from './rating-matrix.ts';
import { clearScores, createScoreBoard, type ScoreBoard } from './score-board.ts';
import type { Scorer } from './scorer.ts';
import type { TuningPart } from './tuning-parts.ts';

/** Ratios of the lengths of both score vectors that the blend is tried with. */
const BLEND_SHARES = [0.1, 0.2, 0.4, 0.8, 1.6];

export type PartScorers = {
  readonly part: TuningPart;
  readonly ridge: Scorer;
  readonly cosine: Scorer;
};

/**
 * The weight of user cosine beside item ridge that readers are served best with.
 *
 * @param rate of a weight, higher is better
 */
export function tuneBlend(
  scorers: readonly PartScorers[],
  rate: (weight: number) => number,
): number {
  const ratio = medianRatio(scorers);
  let best = { weight: DEFAULT_CHOICE.userCosineWeight, value: 0 };
  for (const share of BLEND_SHARES) {
    const weight = share * ratio;
    const value = rate(weight);
    if (value > best.value) best = { weight, value };
  }
  return best.weight;
}

/** Item ridge plus `weight` times user cosine. */
export function blendOf(
  train: RatingMatrix,
  ridge: Scorer,
  cosine: Scorer,
  weight: number,
): Scorer {
  return createBlendScorer(bookCount(train), [
    { scorer: ridge, weight: 1 },
    { scorer: cosine, weight },
  ]);
}

/** How many times longer the scores of item ridge are than those of user cosine, for the reader in the middle. */
function medianRatio(scorers: readonly PartScorers[]): number {
  const ratios = scorers
    .flatMap(({ part: { train, judges }, ridge, cosine }) => {
      const board = createScoreBoard(bookCount(train));
      return judges.slice(0, 500).map(({ row }) => {
        return lengthFor(train, ridge, board, row) / lengthFor(train, cosine, board, row);
      });
    })
    .filter((ratio) => ratio > 0 && Number.isFinite(ratio))
    .sort((a, b) => a - b);
  return ratios[ratios.length >>> 1] ?? DEFAULT_CHOICE.userCosineWeight;
}

/** Of the scores of the books that the reader has not rated. */
function lengthFor(train: RatingMatrix, scorer: Scorer, board: ScoreBoard, row: number): number {
  const range = [train.userStarts[row]!, train.userStarts[row + 1]!] as const;
  const stars = Float64Array.from(train.userHalfStars.subarray(...range), (half) => half / 2);
  const books = train.userBooks.subarray(...range);
  scorer.score({ books, stars }, board, row);
  for (const book of books) board.scores[book] = 0;
  let squares = 0;
  for (let i = 0; i < board.touchedCount; i += 1) squares += board.scores[board.touched[i]!]! ** 2;
  clearScores(board);
  return Math.sqrt(squares);
}
