import type { Algorithm } from './choice.ts';
import type { Holdout } from './holdout.ts';
import type { TrainingOptions } from './item-ridge-training.ts';
import { ratingCount, type RatingMatrix } from './rating-matrix.ts';

export type TuningOptions = Pick<TrainingOptions, 'threadCount' | 'threadUrl'> & {
  readonly seed: number;
  /** Settles the algorithm for profiles of any length but 0; parameters are tuned. */
  readonly algorithm?: Algorithm | undefined;
  /** Instead of holding out a part of the matrix. */
  readonly validation?: Holdout | undefined;
  readonly onProgress?: (step: string, done: number, total: number) => void;
};

/** Settings tried for one algorithm, at most. */
export const MAX_TRIALS = 40;

/** Up to so many a training takes less time than starting threads for it. */
const FEW_RATINGS = 5000;

/** How to train on a part of the ratings. */
export function trainingOptions(
  train: RatingMatrix,
  { threadCount, threadUrl }: TuningOptions,
): TrainingOptions {
  const isQuick = ratingCount(train) <= FEW_RATINGS;
  return { threadCount: isQuick ? 0 : threadCount, ...(threadUrl && { threadUrl }) };
}
