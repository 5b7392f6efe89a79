import { parentPort, workerData } from 'node:worker_threads';
import { trainModel, type TrainedModel, type TrainingStep } from './train-model.ts';
import type { TrainingTask } from './train-model-in-thread.ts';

// Entry of a worker thread: trains one model and ends.

export type TrainingMessage =
  { readonly step: TrainingStep; readonly done: number } | { readonly trained: TrainedModel };

const { matrix, options } = workerData as TrainingTask;
const port = parentPort;
const send = (message: TrainingMessage, transfer: ArrayBuffer[] = []) =>
  port?.postMessage(message, transfer);

const trained = await trainModel(matrix, {
  ...options,
  onProgress: (step, done) => send({ step, done }),
});
send({ trained }, [trained.bytes.buffer]);
