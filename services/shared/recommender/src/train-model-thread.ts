import { parentPort, workerData } from 'node:worker_threads';
import { trainModel } from './train-model.ts';
import type { TrainingMessage, TrainingTask } from './training-message.ts';

// Entry of a worker thread: trains one model and ends.

const { matrix, options } = workerData as TrainingTask;
const port = parentPort;
const send = (message: TrainingMessage, transfer: ArrayBuffer[] = []) =>
  port?.postMessage(message, transfer);

const trained = await trainModel(matrix, {
  ...options,
  onProgress: (step, done) => send({ step, done }),
  onFound: (found) => send({ found }),
});
send({ trained }, [trained.bytes.buffer]);
