import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { IndexDocument } from './index-document.ts';
import type { SnapshotBuildOrder, SnapshotBuildReport } from './snapshot-build-message.ts';

/** Documents that go over to the thread at once. */
const BATCH_DOCUMENTS = 1000;

export type SnapshotBuildOptions = {
  readonly signal: AbortSignal;
  /** Told after every batch how many documents have gone in, and once when the last has. */
  readonly onProgress?: (documentCount: number, step: 'adding' | 'writing') => void;
};

/**
 * Builds an index of the documents and writes it to a file, in a thread of its own: the end of it takes seconds for a
 * million documents. Not more than a batch waits for the thread.
 *
 * @returns how many documents the index has: of several with one id the last counts
 * @throws the signal's reason when it is aborted; Error when the thread fails; whatever `documents` throws
 */
export async function buildSnapshotInThread(
  path: string,
  documents: AsyncIterable<IndexDocument> | Iterable<IndexDocument>,
  { signal, onProgress }: SnapshotBuildOptions,
): Promise<number> {
  signal.throwIfAborted();
  const thread = new Worker(new URL('./snapshot-build-thread.ts', import.meta.url));
  const ended = Promise.withResolvers<never>();
  thread.on('error', ended.reject);
  thread.on('exit', (code) =>
    ended.reject(new Error(`the build of the index ended with code ${code} before it was done`)),
  );
  // The thread may end while nobody waits for it; the next order meets the failure.
  ended.promise.catch(() => {});
  const send = async (order: SnapshotBuildOrder): Promise<number> => {
    const reported = once(thread, 'message', { signal });
    thread.postMessage(order, []);
    const [report] = (await Promise.race([reported, ended.promise])) as [SnapshotBuildReport];
    return report.documentCount;
  };
  try {
    let batch: IndexDocument[] = [];
    for await (const document of documents) {
      batch.push(document);
      if (batch.length < BATCH_DOCUMENTS) continue;
      const documentCount = await send({ documents: batch });
      onProgress?.(documentCount, 'adding');
      batch = [];
    }
    const documentCount = await send({ documents: batch });
    onProgress?.(documentCount, 'writing');
    return await send({ path });
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    await thread.terminate();
  }
}
