import type { JobHandler, JobProducer } from '@books/jobs/job-queue';
import type { ErasureRepository } from '@books/storage/erasure-repository';

export type ResumeErasuresDeps = {
  readonly erasures: Pick<ErasureRepository, 'underWay'>;
  readonly enqueue: JobProducer['enqueue'];
};

/** Makes the job again of each erasure that is not done: the queue may have lost it, or it may have failed for good. */
export function resumeErasures({
  erasures,
  enqueue,
}: ResumeErasuresDeps): JobHandler<'resume-erasures'> {
  return async () => {
    for await (const userId of erasures.underWay()) {
      await enqueue('erase-reader', { userId }, { dedupeKey: `erase/${userId}` });
    }
  };
}
