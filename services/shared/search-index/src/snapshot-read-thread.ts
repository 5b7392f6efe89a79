import { parentPort, workerData } from 'node:worker_threads';
import type { SegmentMessage } from './segment-message.ts';
import { readSnapshot, SnapshotError } from './snapshot.ts';

// Entry of a worker thread: reads one snapshot and ends.

function read(path: string): SegmentMessage {
  try {
    const { buffer, offset, lengths } = readSnapshot(path);
    return { buffer, offset, lengths };
  } catch (error) {
    // Only its message would arrive of an error that is thrown here.
    if (error instanceof SnapshotError) return { fault: error.message };
    throw error;
  }
}

parentPort?.postMessage(read(workerData as string), []);
