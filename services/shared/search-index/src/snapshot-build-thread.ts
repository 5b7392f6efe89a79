import { parentPort } from 'node:worker_threads';
import { SegmentBuilder } from './segment-builder.ts';
import { writeSnapshot } from './snapshot.ts';
import type { SnapshotBuildOrder, SnapshotBuildReport } from './snapshot-build-message.ts';

// Entry of a worker thread: takes documents in, writes the snapshot of them and waits to be ended.

const builder = new SegmentBuilder();
const port = parentPort;
let documentCount = 0;

port?.on('message', (order: SnapshotBuildOrder) => {
  if ('documents' in order) {
    for (const document of order.documents) builder.add(document);
    documentCount += order.documents.length;
  } else {
    const segment = builder.finish();
    documentCount = segment.documentCount;
    writeSnapshot(order.path, segment);
  }
  port.postMessage({ documentCount } satisfies SnapshotBuildReport, []);
});
