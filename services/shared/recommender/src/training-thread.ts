import { parentPort, workerData } from 'node:worker_threads';
import { followOrder } from './training-crew.ts';
import type { TrainingOrder, TrainingReport, TrainingShare } from './training-share.ts';

// Entry of a worker thread: does its part of each order until the thread is ended.

const share = workerData as TrainingShare;
const port = parentPort;

port?.on('message', (order: TrainingOrder) => {
  followOrder(share, order, (done) => port.postMessage({ done } satisfies TrainingReport, []));
  port.postMessage({ done: 0, isFinished: true } satisfies TrainingReport, []);
});
