import { ascend, type Tried } from '../../coordinate-ascent.ts';
import type { Holdout } from '../../holdout.ts';
import { mean } from '../../metrics.ts';
import type { RatingMatrix } from '../../rating-matrix.ts';
import { rateRanking } from '../../row-ranking.ts';
import { drawParts, partsOf } from '../../tuning-parts.ts';
import {
  computeExactEase,
  EXACT_EASE_WEIGHTS,
  type ExactEaseParameters,
  type ExactEaseRoom,
} from './exact-ease.ts';
import { rankRowsByExactEase } from './exact-ease-ranking.ts';

/** About what goodbooks-10k wants. */
export const DEFAULT_LAMBDAS = { binary: 100, stars: 50 } as const;

const LAMBDAS = [0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000];

export type ExactEaseTuning = {
  readonly seed: number;
  /** Without it both are tried. */
  readonly weights?: ExactEaseParameters['weights'] | undefined;
  /** Instead of holding out a part of the matrix. */
  readonly validation?: Holdout | undefined;
  readonly threadCount: number;
  readonly onProgress?: (step: string, done: number, total: number) => void;
};

/**
 * Chooses lambda, and whether stars count, by recall plus NDCG on ratings that are held out of the matrix: from the default on
 * from one lambda to the next, while that helps.
 *
 * @returns all that were tried, the best first
 */
export async function tuneExactEase(
  matrix: RatingMatrix,
  room: ExactEaseRoom,
  { seed, weights, validation, threadCount, onProgress }: ExactEaseTuning,
): Promise<readonly Tried<ExactEaseParameters>[]> {
  const parts = validation ? partsOf([validation], seed) : drawParts(matrix, seed, 'tuning');
  const rate = async (parameters: ExactEaseParameters) => {
    const step = `tune exact-ease, ${parameters.weights}, lambda ${parameters.lambda}`;
    const ofReaders: number[] = [];
    for (const { train, judges } of parts) {
      const model = await computeExactEase(train, room, parameters, {
        threadCount,
        onProgress: (done, total) => onProgress?.(step, done, total),
      });
      ofReaders.push(...rateRanking(judges, rankRowsByExactEase(train, model)));
    }
    return mean(Float64Array.from(ofReaders));
  };
  const tried: Tried<ExactEaseParameters>[] = [];
  for (const weighing of weights === undefined ? EXACT_EASE_WEIGHTS : [weights]) {
    const ofOne = await ascend(
      { lambda: DEFAULT_LAMBDAS[weighing] },
      [['lambda', LAMBDAS]],
      ({ lambda }) => rate({ weights: weighing, lambda }),
      LAMBDAS.length,
    );
    for (const { parameters, value } of ofOne) {
      tried.push({ parameters: { weights: weighing, ...parameters }, value });
    }
  }
  return tried.sort((a, b) => b.value - a.value);
}
