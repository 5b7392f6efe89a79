import type { SearchEngine } from '@books/search/search-engine';
import { SnapshotError } from '@books/search-index/snapshot';
import type { Clock } from '@books/service-kit/clock';
import type { Logger } from '@books/service-kit/logger';
import type { IndexSnapshots } from '@books/storage/index-snapshots';
import type { Store } from '@books/storage/store';
import { newestIndex } from './built-index.ts';
import type { IndexUpdates } from './index-updates.ts';

export type IndexKeeperDeps = {
  readonly engine: Pick<SearchEngine, 'status'>;
  readonly updates: IndexUpdates;
  readonly books: Pick<Store['books'], 'changedSince'>;
  readonly system: Pick<Store['system'], 'read'>;
  readonly snapshots: Pick<IndexSnapshots, 'current' | 'open'>;
  /** When the index in service was built. */
  readonly builtAt: Date;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Told after a look that every change before this time is in the index. */
  readonly onCaughtUp?: (until: Date) => void;
};

/** Keeps the index fresh by looking, where nobody tells. Neither fails: what could not be done is done next time. */
export type IndexKeeper = {
  /** Applies changes of books that the feed may have swallowed. */
  catchUp(): Promise<void>;
  /** Takes the newest published index into service, if it is newer than the one there is. */
  takeNewest(): Promise<void>;
};

/** Changes are looked for from a while before the last look: they show after a moment, and clocks differ. */
const OVERLAP_MS = 60_000;

export function createIndexKeeper(deps: IndexKeeperDeps): IndexKeeper {
  const { updates, books, system, snapshots, clock, logger } = deps;
  let seenUntil = deps.builtAt;
  let servedSince = deps.builtAt;

  return {
    async catchUp() {
      const lookedAt = clock();
      try {
        for await (const key of books.changedSince(new Date(seenUntil.getTime() - OVERLAP_MS))) {
          await updates.apply({ table: 'books', key });
        }
        seenUntil = lookedAt;
        deps.onCaughtUp?.(lookedAt);
      } catch (error) {
        logger.warn({ err: error }, 'changes not caught up with');
      }
    },

    async takeNewest() {
      try {
        const built = await newestIndex(snapshots, system, servedSince);
        if (built === undefined) return;
        await updates.rebase(built);
        servedSince = built.builtAt;
        logger.info(deps.engine.status(), 'search index taken into service');
      } catch (error) {
        const isRefused = error instanceof SnapshotError;
        logger[isRefused ? 'error' : 'warn'](
          { err: error },
          'search index not loaded, the one before stays',
        );
      }
    },
  };
}
