import type { BookId } from '@books/domain/ids';
import type { Clock } from '@books/service-kit/clock';
import type { Logger } from '@books/service-kit/logger';
import type { BookRepository } from '@books/storage/book-repository';
import type { Catalogue } from './catalogue.ts';

export type CatalogueKeeperDeps = {
  readonly catalogue: Pick<Catalogue, 'put'>;
  readonly books: Pick<BookRepository, 'changedSince' | 'findMany'>;
  /** When the catalogue was built. */
  readonly builtAt: Date;
  readonly clock: Clock;
  readonly logger: Logger;
};

/** Keeps the catalogue fresh by looking, where nobody tells. */
export type CatalogueKeeper = {
  /** Takes over changes of books that the feed may have swallowed. Never fails: what could not be done is done next time. */
  catchUp(): Promise<void>;
};

/** Changes are looked for from a while before the last look: they show after a moment, and clocks differ. */
const OVERLAP_MS = 60_000;
/** Books that are read at once. */
const BOOKS_AT_ONCE = 100;

export function createCatalogueKeeper(deps: CatalogueKeeperDeps): CatalogueKeeper {
  const { catalogue, books, clock, logger } = deps;
  let seenUntil = deps.builtAt;

  const take = async (bookIds: readonly BookId[]) => {
    for (const [bookId, book] of await books.findMany(bookIds)) catalogue.put(book, bookId);
  };

  return {
    async catchUp() {
      const lookedAt = clock();
      let bookIds: BookId[] = [];
      try {
        for await (const bookId of books.changedSince(new Date(seenUntil.getTime() - OVERLAP_MS))) {
          bookIds.push(bookId);
          if (bookIds.length < BOOKS_AT_ONCE) continue;
          await take(bookIds);
          bookIds = [];
        }
        await take(bookIds);
        seenUntil = lookedAt;
      } catch (error) {
        logger.warn({ err: error }, 'changes of books not caught up with');
      }
    },
  };
}
