import type { JobHandler } from '@books/jobs/job-queue';
import type { IndexBuilder } from '@books/search-opensearch/index-builder';
import type { IndexFacts } from '@books/search-opensearch/index-definition';
import type { Clock } from '@books/service-kit/clock';
import type { Logger } from '@books/service-kit/logger';
import { lastLoadedAtMs } from '@books/storage/bulk-loader';
import type { Store } from '@books/storage/store';
import { underLease, type LeaseDeps } from '../under-lease.ts';
import { versionOf } from '../version-of.ts';
import { storedBook, storedBooks } from './stored-book.ts';

export type FillOpenSearchDeps = LeaseDeps &
  Pick<Store, 'books' | 'ratings' | 'system'> & {
    readonly builder: IndexBuilder;
    readonly clock: Clock;
    readonly logger: Logger;
  };

/** Books after which half of the work counts as done: nobody knows how many there are. */
const HALFWAY_BOOKS = 100_000;

/**
 * Builds an index of all books in OpenSearch and takes it into service. Two at once wait for each other. Killed at any
 * moment it leaves the index in service as it is, and the next run goes on with what it has got done.
 */
export function fillOpenSearch(deps: FillOpenSearchDeps): JobHandler<'build-search-index'> {
  const { builder, books, system, clock, logger } = deps;
  return underLease<'build-search-index'>(
    deps,
    'build-search-index',
    async ({ reason }, { signal, report }) => {
      // From before the first read: whatever changes from now on is looked for again at the end.
      const builtAt = clock();
      const built = await builder.build({
        facts: {
          version: versionOf(builtAt),
          builtAt: builtAt.toISOString(),
          loadedAtMs: await lastLoadedAtMs(system),
        },
        books: () => storedBooks(deps, signal),
        changedSince: (time) => books.changedSince(time),
        read: (bookId) => storedBook(deps, bookId),
        signal,
        onProgress: (count) => {
          // Not awaited: progress is a hint, and the build does not wait for it.
          report(count / (count + HALFWAY_BOOKS), 'indexing').catch(() => {});
        },
      });
      await report(1, 'published');
      const durationMs = clock().getTime() - builtAt.getTime();
      logger.info({ reason, ...built, durationMs }, 'index published');
    },
  );
}

/** Whether an index is of what the store holds, and not of another load of it; not when there is none. */
export async function isOfThisLoad(
  facts: IndexFacts | undefined,
  system: Pick<Store['system'], 'read'>,
): Promise<boolean> {
  return facts !== undefined && facts.loadedAtMs === (await lastLoadedAtMs(system));
}
