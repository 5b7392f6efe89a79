import { Worker } from 'node:worker_threads';
import { MAX_CANDIDATES, type ItemRidgeParameters } from './item-ridge-parameters.ts';
import { collectLinks, type ItemRidgeModel } from './item-ridge-model.ts';
import { bookCount, type RatingMatrix } from './rating-matrix.ts';
import {
  createTrainingShare,
  type TrainingOrder,
  type TrainingReport,
  type TrainingShare,
} from './training-share.ts';

export type TrainingOptions = {
  /** Worker threads, from 1. The model is the same, byte for byte, whatever their number. */
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
  const threads = Array.from(
    { length: threadCount },
    () => new Worker(url, { workerData: share satisfies TrainingShare }),
  );
  const run = async (order: TrainingOrder) => {
    share.cursor[0] = 0;
    let done = 0;
    const total = bookCount(matrix);
    await Promise.all(
      threads.map((thread) =>
        giveOrder(thread, order, (more) => {
          done += more;
          onProgress?.(done, total);
        }),
      ),
    );
  };
  let hasCandidates = false;
  return {
    async train(parameters) {
      if (!hasCandidates) await run({ task: 'candidates' });
      hasCandidates = true;
      await run({ task: 'solve', parameters });
      return collectLinks(matrix, parameters, share);
    },
    async close() {
      await Promise.all(threads.map((thread) => thread.terminate()));
    },
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

/** Resolves when the thread has done its part; rejects when it fails or ends before that. */
function giveOrder(
  thread: Worker,
  order: TrainingOrder,
  onDone: (books: number) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      thread.off('message', onMessage);
      thread.off('error', onError);
      thread.off('exit', onExit);
    };
    const onMessage = ({ done, isFinished }: TrainingReport) => {
      onDone(done);
      if (isFinished !== true) return;
      stop();
      resolve();
    };
    const onError = (error: unknown) => {
      stop();
      reject(new Error('a training thread failed', { cause: error }));
    };
    const onExit = (code: number) => {
      stop();
      reject(new Error(`a training thread ended with code ${code} before its work was done`));
    };
    thread.on('message', onMessage);
    thread.on('error', onError);
    thread.on('exit', onExit);
    thread.postMessage(order, []);
  });
}
