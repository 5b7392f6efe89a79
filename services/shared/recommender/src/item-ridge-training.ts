import { MAX_CANDIDATES, type ItemRidgeParameters } from './item-ridge-parameters.ts';
import { collectLinks, type ItemRidgeModel } from './item-ridge-model.ts';
import { bookCount, type RatingMatrix } from './rating-matrix.ts';
import { crewOfOne, crewOfThreads } from './training-crew.ts';
import { createTrainingShare, type TrainingOrder } from './training-share.ts';

export type TrainingOptions = {
  /**
   * Worker threads; 0 trains in the calling thread, which is faster where ratings are few, since threads take long to start.
   * The model is the same, byte for byte, whatever their number.
   */
  readonly threadCount: number;
  /** Where the code of a thread lies when it is not beside this file, as in a bundle: training-thread. */
  readonly threadUrl?: URL;
  /** The largest `neighbourCount` that will be asked for; less takes less memory. */
  readonly maxNeighbourCount?: number;
  /** Called as books get done: of the search for candidates first, then of each training. */
  readonly onProgress?: (done: number, total: number) => void;
};

export type ItemRidgeTraining = {
  /** Trains a model; the search for candidates is done once, by the first call. One call at a time. */
  readonly train: (parameters: ItemRidgeParameters) => Promise<ItemRidgeModel>;
  /** Ends the threads. */
  readonly close: () => Promise<void>;
};

/** Starts threads that train item-ridge models of one matrix, for one set of parameters after another. */
export function startItemRidgeTraining(
  matrix: RatingMatrix,
  { threadCount, threadUrl, maxNeighbourCount = MAX_CANDIDATES, onProgress }: TrainingOptions,
): ItemRidgeTraining {
  const share = createTrainingShare(matrix, maxNeighbourCount);
  const url = threadUrl ?? new URL('./training-thread.ts', import.meta.url);
  const crew = threadCount === 0 ? crewOfOne(share) : crewOfThreads(share, threadCount, url);
  const run = async (order: TrainingOrder) => {
    share.cursor[0] = 0;
    let done = 0;
    const total = bookCount(matrix);
    await crew.follow(order, (more) => {
      done += more;
      onProgress?.(done, total);
    });
  };
  let hasCandidates = false;
  return {
    async train(parameters) {
      if (!hasCandidates) await run({ task: 'candidates' });
      hasCandidates = true;
      await run({ task: 'solve', parameters });
      return collectLinks(matrix, parameters, share);
    },
    close: crew.close,
  };
}

/** One training from start to end. */
export async function trainItemRidge(
  matrix: RatingMatrix,
  parameters: ItemRidgeParameters,
  options: TrainingOptions,
): Promise<ItemRidgeModel> {
  const maxNeighbourCount = parameters.neighbourCount;
  const training = startItemRidgeTraining(matrix, { ...options, maxNeighbourCount });
  try {
    return await training.train(parameters);
  } finally {
    await training.close();
  }
}
