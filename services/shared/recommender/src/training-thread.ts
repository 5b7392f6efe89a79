import { parentPort, workerData } from 'node:worker_threads';
import { createCandidateSearch } from './item-candidates.ts';
import { createRidgeSolver } from './item-ridge-solver.ts';
import {
  runChunks,
  type TrainingOrder,
  type TrainingReport,
  type TrainingShare,
} from './training-share.ts';

// Entry of a worker thread: does its part of each order until the thread is ended.

const share = workerData as TrainingShare;
const { matrix, candidates, weights } = share;
const port = parentPort;

port?.on('message', (order: TrainingOrder) => {
  const report = (done: number) => port.postMessage({ done } satisfies TrainingReport, []);
  if (order.task === 'candidates') {
    const search = createCandidateSearch(matrix);
    runChunks(share, (from, to) => search(from, to, candidates), report);
  } else {
    const solve = createRidgeSolver(matrix, order.parameters);
    runChunks(share, (from, to) => solve(from, to, candidates, weights), report);
  }
  port.postMessage({ done: 0, isFinished: true } satisfies TrainingReport, []);
});
