import type { ChangeFeed } from '@books/change-feed/change-feed';
import type { UserId } from '@books/domain/ids';
import type { JobHandler } from '@books/jobs/job-queue';
import type { Logger } from '@books/service-kit/logger';
import type { ErasureRepository } from '@books/storage/erasure-repository';
import type { ImportRepository } from '@books/storage/import-repository';
import type { RatingRepository } from '@books/storage/rating-repository';
import type { ReaderItemRepository } from '@books/storage/reader-item-repository';
import type { RefreshDrafts } from '../refresh/refresh-draft.ts';

export type EraseReaderDeps = {
  readonly ratings: Pick<RatingRepository, 'listByUser' | 'countByUser' | 'remove'>;
  readonly readerItems: Pick<ReaderItemRepository, 'listNotInterested' | 'removeNotInterested'>;
  readonly imports: Pick<ImportRepository, 'list' | 'remove'>;
  readonly erasures: Pick<ErasureRepository, 'find' | 'noteFound' | 'complete'>;
  readonly changes: Pick<ChangeFeed, 'publish'>;
  readonly invalidate: (userId: UserId, signal: AbortSignal) => Promise<void>;
  /** A refresh that is under way, or was broken off, has stored what it read. */
  readonly drafts: Pick<RefreshDrafts, 'forgetReader'>;
  /** Removes what else is queued about a reader. */
  readonly forgetJobs: (userId: UserId) => Promise<void>;
  readonly logger: Logger;
};

const PAGE_SIZE = 100;

/**
 * Removes everything that is kept about a reader whose erasure has begun, and only then says that it is done. Every step can
 * be repeated: a job that was broken off, or lost and made again, finds what is left.
 */
export function eraseReader(deps: EraseReaderDeps): JobHandler<'erase-reader'> {
  const { ratings, readerItems, imports, erasures, changes, invalidate, logger } = deps;
  return async ({ userId }, { signal, report }) => {
    const erasure = await erasures.find(userId);
    if (erasure === undefined || erasure.completedAt !== undefined) return;

    const notInterested = await readerItems.listNotInterested(userId);
    const sent = await imports.list(userId);
    const ratingCount = await ratings.countByUser(userId);
    // No writer adds anything any more, so what there is now is all there was; a repetition does not overwrite it.
    const found = {
      ratings: ratingCount,
      notInterested: notInterested.length,
      imports: sent.length,
    };
    await erasures.noteFound(userId, found);

    let removed = 0;
    for (;;) {
      signal.throwIfAborted();
      const { items } = await ratings.listByUser(userId, { limit: PAGE_SIZE });
      if (items.length === 0) break;
      for (const { bookId } of items) {
        await ratings.remove(userId, bookId);
        await changes.publish({ table: 'book_stats', key: bookId });
      }
      removed += items.length;
      await report(ratingCount === 0 ? 0.5 : Math.min(removed / ratingCount, 1) * 0.9, 'removing');
    }
    for (const entry of notInterested) await readerItems.removeNotInterested(userId, entry);
    for (const { importId } of sent) await imports.remove(userId, importId);
    await deps.drafts.forgetReader(userId);
    await deps.forgetJobs(userId);
    await invalidate(userId, signal);
    await erasures.complete(userId);
    logger.info(found, 'reader erased');
  };
}
