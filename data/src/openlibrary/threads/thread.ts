import { parentPort, workerData } from 'node:worker_threads';
import { createTaskRunner } from './task-runner.ts';
import type { ThreadOrder } from './messages.ts';

// Entry of a worker thread: carries out the orders that come in and reports each.

const port = parentPort;
// Given by thread-pool.ts.
const run = createTaskRunner((workerData as { readonly thread: number }).thread);

port?.on('message', (order: ThreadOrder) => {
  const report = run(order);
  port.postMessage(report, report.bytes === undefined ? [] : [report.bytes.buffer]);
});
