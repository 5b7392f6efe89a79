import { parentPort, workerData } from 'node:worker_threads';
import type { InverseWorkspace } from './inverse-workspace.ts';
import { takePartInInverse, type InverseMember } from './symmetric-inverse.ts';

// Entry of a worker thread: does its part of one inverse.

/** What a thread is given. */
export type InverseTask = Pick<InverseMember, 'isFirst' | 'memberCount'> & {
  readonly workspace: InverseWorkspace;
};

/** What the first thread says: blocks of the diagonal that are done. */
export type InverseReport = { readonly done: number; readonly total: number };

const { workspace, isFirst, memberCount } = workerData as InverseTask;

takePartInInverse(workspace, {
  isFirst,
  memberCount,
  onStep: (done, total) => {
    if (isFirst) parentPort?.postMessage({ done, total } satisfies InverseReport, []);
  },
});
