import { Worker } from 'node:worker_threads';
import type { RatingMatrix } from './rating-matrix.ts';
import type { TrainedModel, TrainModelOptions } from './train-model.ts';
import type { TrainingMessage, TrainingTask } from './training-message.ts';

/**
 * Trains in a thread of its own, so that the one that asks goes on answering.
 *
 * @throws the signal's reason when it is aborted; Error when the thread fails
 */
export async function trainModelInThread(
  matrix: RatingMatrix,
  { onProgress, onFound, ...options }: TrainModelOptions,
  signal: AbortSignal,
): Promise<TrainedModel> {
  signal.throwIfAborted();
  const workerData: TrainingTask = { matrix, options };
  const thread = new Worker(new URL('./train-model-thread.ts', import.meta.url), { workerData });
  const { promise, resolve, reject } = Promise.withResolvers<TrainedModel>();
  const abort = () => reject(signal.reason as Error);
  signal.addEventListener('abort', abort, { once: true });
  thread.on('message', (message: TrainingMessage) => {
    if ('trained' in message) resolve(message.trained);
    else if ('found' in message) onFound?.(message.found);
    else onProgress?.(message.step, message.done);
  });
  thread.on('error', (cause) => reject(new Error('the training failed', { cause })));
  thread.on('exit', (code) =>
    reject(new Error(`the training ended with code ${code} before its work was done`)),
  );
  try {
    return await promise;
  } finally {
    signal.removeEventListener('abort', abort);
    await thread.terminate();
  }
}
