import { Worker } from 'node:worker_threads';
import { createCandidateSearch } from './item-candidates.ts';
import { createRidgeSolver } from './item-ridge-solver.ts';
import {
  runChunks,
  type TrainingOrder,
  type TrainingReport,
  type TrainingShare,
} from './training-share.ts';

/** Those who do what a training orders: threads, or whoever calls. */
export type TrainingCrew = {
  /** One order at a time; rejects when a thread fails or ends before its work is done. */
  readonly follow: (order: TrainingOrder, onDone: (books: number) => void) => Promise<void>;
  readonly close: () => Promise<void>;
};

/** Does one's part of an order, until no books are left. */
export function followOrder(
  share: TrainingShare,
  order: TrainingOrder,
  onDone: (books: number) => void,
): void {
  const { matrix, candidates, weights } = share;
  if (order.task === 'candidates') {
    const search = createCandidateSearch(matrix);
    runChunks(share, (from, to) => search(from, to, candidates), onDone);
  } else {
    const solve = createRidgeSolver(matrix, order.parameters);
    runChunks(share, (from, to) => solve(from, to, candidates, weights), onDone);
  }
}

/** Nobody but the caller, who is busy meanwhile. */
export function crewOfOne(share: TrainingShare): TrainingCrew {
  return {
    follow: async (order, onDone) => followOrder(share, order, onDone),
    close: async () => {},
  };
}

export function crewOfThreads(share: TrainingShare, count: number, url: URL): TrainingCrew {
  const threads = Array.from(
    { length: count },
    () => new Worker(url, { workerData: share satisfies TrainingShare }),
  );
  return {
    async follow(order, onDone) {
      await Promise.all(threads.map((thread) => giveOrder(thread, order, onDone)));
    },
    async close() {
      await Promise.all(threads.map((thread) => thread.terminate()));
    },
  };
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
