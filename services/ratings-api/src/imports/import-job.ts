import type { UserId } from '@books/domain/ids';
import type { ImportState, ReaderImport } from '@books/domain/reader-import';
import type { JobProducer } from '@books/jobs/job-queue';

const WORK: Readonly<Partial<Record<ImportState, string>>> = {
  waiting: 'import',
  running: 'import',
  undoing: 'undo',
};

/**
 * Asks for what the state of an import asks for; for nothing when that is nothing. However often it is asked there is one
 * job at a time; undoing has its own, since it is not to wait for the import to end.
 *
 * @throws when the queue is away
 */
export async function enqueueImport(
  jobs: Pick<JobProducer, 'enqueue'>,
  userId: UserId,
  { importId, state }: Pick<ReaderImport, 'importId' | 'state'>,
): Promise<void> {
  const work = WORK[state];
  if (work === undefined) return;
  await jobs.enqueue('import-ratings', { userId, importId }, { dedupeKey: `${work}/${importId}` });
}
