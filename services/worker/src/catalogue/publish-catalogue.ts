import type { Book } from '@books/domain/book';
import type { JobContext, JobHandler } from '@books/jobs/job-queue';
import type { JobPayload } from '@books/jobs/jobs';
import type { Clock } from '@books/service-kit/clock';
import type { Logger } from '@books/service-kit/logger';
import type { BookRepository } from '@books/storage/book-repository';
import { lastLoadedAtMs } from '@books/storage/bulk-loader';
import type { CatalogueSnapshots } from '@books/storage/catalogue-snapshots';
import type { SystemRecords } from '@books/storage/system-records';
import { underLease, type LeaseDeps } from '../under-lease.ts';
import { versionOf } from '../version-of.ts';

export type PublishCatalogueDeps = LeaseDeps & {
  readonly books: Pick<BookRepository, 'all'>;
  readonly system: Pick<SystemRecords, 'read'>;
  readonly catalogues: CatalogueSnapshots;
  readonly clock: Clock;
  readonly logger: Logger;
};

/** Books between two reports of how far it is. */
const BOOKS_A_REPORT = 10_000;

/**
 * Publishes a copy of the catalogue. Two at once wait for each other. Killed at any moment it has published nothing or
 * everything, and may simply be run again.
 */
export function publishCatalogue(deps: PublishCatalogueDeps): JobHandler<'publish-catalogue'> {
  return underLease(deps, 'publish-catalogue', (payload, context) =>
    publish(deps, payload, context),
  );
}

async function publish(
  { books, system, catalogues, clock, logger }: PublishCatalogueDeps,
  { reason }: JobPayload<'publish-catalogue'>,
  context: JobContext,
): Promise<void> {
  // From before the first read: whatever changes from now on is for the readers to look up.
  const builtAt = clock();
  const loadedAtMs = await lastLoadedAtMs(system);
  const { version, bookCount, sizeBytes } = await catalogues.publish(
    versionOf(builtAt),
    reported(books.all(), context),
    { builtAt, loadedAtMs },
  );
  await context.report(1, 'published');
  const durationMs = clock().getTime() - builtAt.getTime();
  logger.info({ reason, version, books: bookCount, sizeBytes, durationMs }, 'catalogue published');
}

/** Nobody knows how many books there are: progress comes ever closer to the end. */
async function* reported(
  books: AsyncIterable<Book>,
  { signal, report }: JobContext,
): AsyncIterable<Book> {
  let count = 0;
  for await (const book of books) {
    signal.throwIfAborted();
    if (count % BOOKS_A_REPORT === 0)
      await report(count / (count + BOOKS_A_REPORT), 'reading books');
    count += 1;
    yield book;
  }
  // A lease that was lost meanwhile is somebody else's to publish under.
  signal.throwIfAborted();
}
