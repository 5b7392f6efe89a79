import { createBlendScorer } from './blend.ts';
import { DEFAULT_CHOICE } from './choice.ts';
import type { TestReader } from './holdout.ts';
import { mean } from './metrics.ts';
import { bookCount, type RatingMatrix } from './rating-matrix.ts';
import { rankRows, rateRanking } from './row-ranking.ts';
import { clearScores, createScoreBoard, type ScoreBoard } from './score-board.ts';
import type { Scorer } from './scorer.ts';

/** Ratios of the lengths of both score vectors that the blend is tried with. */
const BLEND_SHARES = [0.1, 0.2, 0.4, 0.8, 1.6];

/** The weight of user cosine beside item ridge that these readers are served best with. */
export function tuneBlend(
  train: RatingMatrix,
  readers: readonly TestReader[],
  ridge: Scorer,
  cosine: Scorer,
): number {
  const ratio = medianRatio(train, readers, ridge, cosine);
  let best = { userCosineWeight: DEFAULT_CHOICE.userCosineWeight, value: 0 };
  for (const share of BLEND_SHARES) {
    const userCosineWeight = share * ratio;
    const scorer = blendOf(train, ridge, cosine, userCosineWeight);
    const value = mean(rateRanking(readers, rankRows(train, scorer)));
    if (value > best.value) best = { userCosineWeight, value };
  }
  return best.userCosineWeight;
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
function medianRatio(
  train: RatingMatrix,
  readers: readonly TestReader[],
  ridge: Scorer,
  cosine: Scorer,
): number {
  const board = createScoreBoard(bookCount(train));
  const lengthFor = (scorer: Scorer, row: number) => {
    const range = [train.userStarts[row]!, train.userStarts[row + 1]!] as const;
    const stars = Float64Array.from(train.userHalfStars.subarray(...range), (half) => half / 2);
    scorer.score({ books: train.userBooks.subarray(...range), stars }, board, row);
    const length = lengthOf(board, train.userBooks.subarray(...range));
    clearScores(board);
    return length;
  };
  const ratios = readers
    .slice(0, 500)
    .map(({ row }) => lengthFor(ridge, row) / lengthFor(cosine, row))
    .filter((ratio) => ratio > 0 && Number.isFinite(ratio))
    .sort((a, b) => a - b);
  return ratios[ratios.length >>> 1] ?? DEFAULT_CHOICE.userCosineWeight;
}

function lengthOf(board: ScoreBoard, left: Uint32Array): number {
  for (const book of left) board.scores[book] = 0;
  let squares = 0;
  for (let i = 0; i < board.touchedCount; i += 1) squares += board.scores[board.touched[i]!]! ** 2;
  return Math.sqrt(squares);
}
