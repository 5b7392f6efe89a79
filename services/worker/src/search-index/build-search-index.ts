import type { BookId } from '@books/domain/ids';
import { NO_RATINGS, type RatingStats } from '@books/domain/rating-stats';
import type { JobContext, JobHandler } from '@books/jobs/job-queue';
import type { JobPayload } from '@books/jobs/jobs';
import { indexDocument } from '@books/search/index-document';
import { buildSnapshotInThread } from '@books/search-index/build-snapshot-in-thread';
import type { IndexDocument } from '@books/search-index/index-document';
import type { Clock } from '@books/service-kit/clock';
import type { Logger } from '@books/service-kit/logger';
import type { BookRepository } from '@books/storage/book-repository';
import { lastLoadedAtMs } from '@books/storage/bulk-loader';
import type { IndexSnapshots } from '@books/storage/index-snapshots';
import type { RatingRepository } from '@books/storage/rating-repository';
import type { SystemRecords } from '@books/storage/system-records';
import { underLease, type LeaseDeps } from '../under-lease.ts';
import { versionOf } from '../version-of.ts';

export type BuildSearchIndexDeps = LeaseDeps & {
  readonly books: Pick<BookRepository, 'all'>;
  readonly ratings: Pick<RatingRepository, 'allStats'>;
  readonly system: Pick<SystemRecords, 'read'>;
  readonly snapshots: IndexSnapshots;
  readonly clock: Clock;
  readonly logger: Logger;
};

/** Share of the work that is done when the books begin to be read, when all have been, and when the file is there. */
const PROGRESS = { reading: 0.1, writing: 0.7, published: 1 };
/** Books after which half of the reading counts as done. */
const HALFWAY_BOOKS = 10_000;

/**
 * Builds the search index from all books and their stats and publishes it. Two at once wait for each other. Killed at
 * any moment it has published nothing or everything, and may simply be run again.
 */
export function buildSearchIndex(deps: BuildSearchIndexDeps): JobHandler<'build-search-index'> {
  return underLease(deps, 'build-search-index', (payload, context) =>
    build(deps, payload, context),
  );
}

async function build(
  { books, ratings, system, snapshots, clock, logger }: BuildSearchIndexDeps,
  { reason }: JobPayload<'build-search-index'>,
  { signal, report }: JobContext,
): Promise<void> {
  // From before the first read: whatever changes from now on is for the followers to apply again.
  const builtAt = clock();
  const loadedAtMs = await lastLoadedAtMs(system);
  await report(0, 'reading stats');
  const stats = await readStats(ratings, signal);
  await report(PROGRESS.reading, 'reading books');

  let bookCount = 0;
  const { version, sizeBytes } = await snapshots.publish(
    versionOf(builtAt),
    async (path) => {
      bookCount = await buildSnapshotInThread(path, documentsOf(books, stats, signal), {
        signal,
        onProgress: (count, step) => {
          // Not awaited: progress is a hint, and the build does not wait for it.
          report(step === 'writing' ? PROGRESS.writing : progressAfter(count), step).catch(
            () => {},
          );
        },
      });
      // A lease that was lost meanwhile is somebody else's to publish under.
      signal.throwIfAborted();
    },
    { builtAt, loadedAtMs },
  );
  await report(PROGRESS.published, 'published');
  const durationMs = clock().getTime() - builtAt.getTime();
  logger.info({ reason, version, books: bookCount, sizeBytes, durationMs }, 'index published');
}

async function readStats(
  ratings: Pick<RatingRepository, 'allStats'>,
  signal: AbortSignal,
): Promise<ReadonlyMap<BookId, RatingStats>> {
  const statsByBook = new Map<BookId, RatingStats>();
  for await (const { bookId, stats } of ratings.allStats()) {
    signal.throwIfAborted();
    statsByBook.set(bookId, stats);
  }
  return statsByBook;
}

async function* documentsOf(
  books: Pick<BookRepository, 'all'>,
  stats: ReadonlyMap<BookId, RatingStats>,
  signal: AbortSignal,
): AsyncIterable<IndexDocument> {
  for await (const book of books.all()) {
    signal.throwIfAborted();
    yield indexDocument({ book, stats: stats.get(book.book_id) ?? NO_RATINGS });
  }
}

/** Nobody knows how many books there are: progress comes ever closer to the end of the reading. */
function progressAfter(count: number): number {
  const share = count / (count + HALFWAY_BOOKS);
  return PROGRESS.reading + (PROGRESS.writing - PROGRESS.reading) * share;
}
