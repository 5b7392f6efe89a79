import { Worker } from 'node:worker_threads';
import type { InverseReport, InverseTask } from './inverse-thread.ts';
import type { InverseWorkspace } from './inverse-workspace.ts';
import { takePartInInverse } from './symmetric-inverse.ts';

/**
 * Puts the inverse in place of `matrix`, whose lower triangle has to be filled in.
 *
 * @param threadCount 0 inverts in the calling thread, which is faster where books are few. The result is the same, bit for bit,
 *   whatever their number
 * @throws Error when the matrix is not positive definite
 */
export async function invertInThreads(
  workspace: InverseWorkspace,
  threadCount: number,
  onProgress?: (done: number, total: number) => void,
): Promise<void> {
  workspace.barrier.fill(0);
  if (threadCount === 0) {
    takePartInInverse(workspace, {
      isFirst: true,
      memberCount: 1,
      ...(onProgress && { onStep: onProgress }),
    });
    return;
  }
  const threads = Array.from({ length: threadCount }, (_, n) => {
    const task: InverseTask = { workspace, isFirst: n === 0, memberCount: threadCount };
    return new Worker(new URL('./inverse-thread.ts', import.meta.url), { workerData: task });
  });
  try {
    await Promise.all(threads.map((thread) => endOf(thread, onProgress)));
  } finally {
    // Where one has failed the others wait for it.
    await Promise.all(threads.map((thread) => thread.terminate()));
  }
}

function endOf(thread: Worker, onProgress?: (done: number, total: number) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    thread.on('message', ({ done, total }: InverseReport) => onProgress?.(done, total));
    thread.on('error', reject);
    thread.on('exit', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`a thread of the inverse ended with code ${code}`));
    });
  });
}
