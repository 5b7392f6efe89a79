import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { SegmentMessage } from './segment-message.ts';
import { type Segment, segmentOver } from './segment.ts';
import { SnapshotError } from './snapshot.ts';

/**
 * Loads a snapshot in a thread of its own, so that searches go on while a large file is read and hashed.
 *
 * @throws SnapshotError like `readSnapshot`; Error when the file cannot be read
 */
export async function readSnapshotInThread(path: string): Promise<Segment> {
  const thread = new Worker(new URL('./snapshot-read-thread.ts', import.meta.url), {
    workerData: path,
  });
  try {
    const [message] = (await once(thread, 'message')) as [SegmentMessage];
    if ('fault' in message) throw new SnapshotError(message.fault);
    return segmentOver(message.buffer, message.offset, message.lengths);
  } finally {
    await thread.terminate();
  }
}
